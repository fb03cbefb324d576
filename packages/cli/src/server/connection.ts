import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../user-error.ts';

/** What a client needs to reach a server of this machine. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Reads what the server left in its data folder. */
export async function readConnection(dataFolder: string): Promise<Connection> {
  try {
    const [server, key] = await Promise.all(
      ['server.json', 'credentials.json'].map(async (name) =>
        JSON.parse(await readFile(join(dataFolder, name), 'utf8')),
      ),
    );
    return { ...server, ...key } as Connection;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(`no server has run with ${resolve(dataFolder)} yet; start one with: codeyard serve`);
  }
}

/** The settings every SDK client takes. */
export function clientSettings(connection: Connection) {
  const { endpoint, region, accessKeyId, secretAccessKey } = connection;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true };
}

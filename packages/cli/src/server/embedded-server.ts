import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { UserError } from '../user-error.ts';
import { type Connection, readConnection } from './connection.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/codeyard.js', import.meta.url));

export interface EmbeddedServer {
  readonly connection: Connection;
  stop(): Promise<void>;
}

/**
 * A server of this command's own, on a free port. It has a process group of its own, so that Ctrl-C reaches this
 * command alone, and it ends when this process does, however that happens.
 */
export async function startEmbeddedServer(dataFolder: string, settings: readonly string[]): Promise<EmbeddedServer> {
  const argv = [
    PROGRAM,
    'serve',
    '--port',
    '0',
    '--data',
    dataFolder,
    '--stop-with-stdin',
    'yes',
    '--poll-seconds',
    '0',
    ...settings,
  ];
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const complaints: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const exited = once(child, 'exit');
  const ready = once(child.stdout, 'data');
  const first = await Promise.race([ready.then(() => 'ready' as const), exited.then(() => 'exited' as const)]);
  if (first === 'exited') {
    throw new UserError(
      `the server did not start: ${Buffer.concat(complaints)
        .toString()
        .trim()
        .replace(/^codeyard: /, '')}`,
    );
  }
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  return {
    connection: await readConnection(dataFolder),
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

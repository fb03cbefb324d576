import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALPHANUMERIC, type Ids } from '../platform/ids.ts';
import { spreadFolders } from './spread-folders.ts';

/** Where the parts of a data folder are; everything is readable by its owner only. */
export interface DataFolder {
  readonly root: string;
  readonly objects: string;
  readonly builds: string;
  readonly caches: string;
  readonly functions: string;
  readonly machines: string;
  readonly scratch: string;
  readonly messages: string;
  /** 32 bytes that seal secrets at rest. */
  readonly vaultKey: Buffer;
  readonly rootKey: AccessKey;
  /** Tells clients on this machine where the server listens. */
  readonly announce: (running: RunningServer) => Promise<void>;
  /** The server that announced itself here and still answers. */
  readonly findRunningServer: () => Promise<RunningServer | undefined>;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** `server.json`, which `codeyard env` reads. */
export interface RunningServer {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly pid: number;
}

const VAULT_KEY_BYTES = 32;
const UPPER_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Makes what is missing and reads what is there. */
export async function openDataFolder(root: string, ids: Ids): Promise<DataFolder> {
  const folder = (name: string) => join(root, name);
  for (const name of ['', 'objects', 'builds', 'caches', 'functions', 'machines', 'scratch', 'messages']) {
    await mkdir(folder(name), { recursive: true, mode: 0o700 });
  }
  await spreadFolders(['builds', 'machines'].map(folder));
  const vaultKey = await keep(folder('vault.key'), () => ids.bytes(VAULT_KEY_BYTES).toString('base64'));
  const rootKey = await keep(folder('credentials.json'), () => JSON.stringify(newRootKey(ids)));
  return {
    root,
    objects: folder('objects'),
    builds: folder('builds'),
    caches: folder('caches'),
    functions: folder('functions'),
    machines: folder('machines'),
    scratch: folder('scratch'),
    messages: folder('messages'),
    vaultKey: Buffer.from(vaultKey, 'base64'),
    rootKey: JSON.parse(rootKey) as AccessKey,
    announce: (running) => replaceFile(folder('server.json'), `${JSON.stringify(running)}\n`),
    findRunningServer: () => findRunningServer(folder('server.json')),
  };
}

const HEALTH_TIMEOUT_MS = 1_000;

async function findRunningServer(file: string): Promise<RunningServer | undefined> {
  try {
    const announced = JSON.parse(await readFile(file, 'utf8')) as RunningServer;
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
    const health = await fetch(`${announced.endpoint}/_codeyard/health`, { signal });
    const { pid } = (await health.json()) as { pid?: number };
    return pid === announced.pid ? announced : undefined;
  } catch {
    return undefined;
  }
}

function newRootKey(ids: Ids): AccessKey {
  return {
    accessKeyId: `AKIA${ids.text(16, UPPER_AND_DIGITS)}`,
    secretAccessKey: ids.text(40, ALPHANUMERIC),
  };
}

/** The file's text, made once. */
async function keep(file: string, make: () => string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const text = make();
  await replaceFile(file, text);
  return text;
}

async function replaceFile(file: string, text: string): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await rename(fresh, file);
}

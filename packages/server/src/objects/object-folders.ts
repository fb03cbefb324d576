import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Marks an object that is a folder of joined parts rather than one file. */
const JOINED = '.joined';

export const isJoined = (id: string) => id.endsWith(JOINED);
export const joinedId = (id: string) => id + JOINED;

/** Where an object is: `staged` until a row names it, then `kept`, and `doomed` between its deletion and its last reader. */
export interface ObjectFolders {
  readonly staged: (id: string) => string;
  readonly kept: (id: string) => string;
  readonly doomed: (id: string) => string;
  /** Makes the folders that are missing. */
  make(): Promise<void>;
  listStaged(): Promise<string[]>;
  /** Removes everything that was doomed. */
  clearDoomed(): Promise<void>;
  /** Runs `action` on the object's path, wherever it is, also while it is being moved; undefined when it is nowhere. */
  find<Result>(id: string, action: (path: string) => Promise<Result>): Promise<Result | undefined>;
}

export function objectFolders(root: string): ObjectFolders {
  const folder = (name: string) => join(root, name);
  const staged = (id: string) => join(folder('staged'), id);
  const kept = (id: string) => join(folder('kept'), id.slice(0, 2), id);
  const doomed = (id: string) => join(folder('doomed'), id);
  return {
    staged,
    kept,
    doomed,
    async make() {
      for (const name of ['staged', 'kept', 'doomed']) await mkdir(folder(name), { recursive: true, mode: 0o700 });
    },
    listStaged: () => readdir(folder('staged')),
    async clearDoomed() {
      for (const id of await readdir(folder('doomed'))) await rm(doomed(id), { recursive: true, force: true });
    },
    async find(id, action) {
      // It moves from staged to kept to doomed, never back: looking in that order cannot miss it. Most are kept.
      for (const path of [kept(id), staged(id), kept(id), doomed(id)]) {
        const found = await unlessAbsent(() => action(path));
        if (found) return found.value;
      }
      return undefined;
    },
  };
}

/** Moves a file or folder; false when it is not there. Makes the target's folder when needed. */
export async function move(from: string, to: string): Promise<boolean> {
  if (await unlessAbsent(() => rename(from, to))) return true;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  return (await unlessAbsent(() => rename(from, to))) !== undefined;
}

/** Makes the bytes of a file, or the names in a folder, survive a power failure. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlessAbsent<Result>(action: () => Promise<Result>): Promise<{ value: Result } | undefined> {
  try {
    return { value: await action() };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

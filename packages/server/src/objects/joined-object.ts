import { copyFile, link, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isJoined, type ObjectFolders, syncPath } from './object-folders.ts';
import { ObjectMissing } from './object-store.ts';

/** A file of a joined object; its name is `<ordinal>-<size>`, so listing the folder tells all. */
export interface JoinedPart {
  readonly name: string;
  readonly size: number;
}

const ORDINAL_DIGITS = 6;

/** The parts of a joined object in order, or undefined when there is no such object. */
export async function listParts(folders: ObjectFolders, id: string): Promise<JoinedPart[] | undefined> {
  const names = await folders.find(id, (path) => readdir(path));
  return names?.sort().map((name) => ({ name, size: Number(name.slice(ORDINAL_DIGITS + 1)) }));
}

/** Fills `folder` with links to the files of `sources`. */
export async function linkParts(folders: ObjectFolders, sources: readonly string[], folder: string): Promise<void> {
  let ordinal = 0;
  const add = async (id: string, size: number, part = '') => {
    const name = `${String(ordinal++).padStart(ORDINAL_DIGITS, '0')}-${size}`;
    const done = await folders.find(id, (path) => linkOrCopy(join(path, part), join(folder, name)).then(() => true));
    if (!done) throw new ObjectMissing(id);
  };
  for (const id of sources) {
    if (!isJoined(id)) await add(id, await sizeOf(folders, id));
    else for (const part of (await listParts(folders, id)) ?? []) await add(id, part.size, part.name);
  }
}

async function sizeOf(folders: ObjectFolders, id: string): Promise<number> {
  const found = await folders.find(id, (path) => stat(path));
  if (!found) throw new ObjectMissing(id);
  return found.size;
}

/** Some file systems have no hard links, and ext4 allows 65,000 of one file. */
const CANNOT_LINK = new Set(['EMLINK', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV']);

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && CANNOT_LINK.has(String(error.code)))) throw error;
    await copyFile(from, to);
    await syncPath(to);
  }
}

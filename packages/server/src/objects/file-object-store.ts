import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Ids } from '../platform/ids.ts';
import { countReaders } from './count-readers.ts';
import { linkParts } from './joined-object.ts';
import { joinedId, move, type ObjectFolders, objectFolders, syncPath } from './object-folders.ts';
import type { ObjectStore } from './object-store.ts';
import { openObject } from './read-object.ts';
import { writeObject } from './write-object.ts';

/** An ObjectStore of plain files under `root`, for one process: an object is a file, a joined one a folder of hard links. */
export function createFileObjectStore(root: string, ids: Ids): ObjectStore {
  const folders = objectFolders(root);
  const readers = countReaders();
  return {
    async recover(findNamed) {
      await folders.make();
      await folders.clearDoomed();
      await settleOrRemove(folders, findNamed);
    },
    async put(body, options = {}) {
      const id = ids.uuid();
      const written = await writeObject(folders.staged(id), body, options);
      await syncPath(dirname(folders.staged(id)));
      return { id, ...written };
    },
    async concat(sources) {
      const id = joinedId(ids.uuid());
      await makeJoined(folders, sources, folders.staged(id));
      return id;
    },
    async settle(id) {
      await move(folders.staged(id), folders.kept(id));
    },
    async get(id, range) {
      const leave = readers.enter(id);
      try {
        const stream = await openObject(folders, id, range);
        return stream.once('close', leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
    async delete(id) {
      if (!(await move(folders.staged(id), folders.doomed(id)))) await move(folders.kept(id), folders.doomed(id));
      await readers.afterLast(id, () => rm(folders.doomed(id), { recursive: true, force: true }));
    },
  };
}

async function makeJoined(folders: ObjectFolders, sources: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  try {
    await linkParts(folders, sources, folder);
    await syncPath(folder);
    await syncPath(dirname(folder));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

const IDS_AT_ONCE = 500;

async function settleOrRemove(
  folders: ObjectFolders,
  findNamed: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<void> {
  const staged = await folders.listStaged();
  for (let from = 0; from < staged.length; from += IDS_AT_ONCE) {
    const some = staged.slice(from, from + IDS_AT_ONCE);
    const named = await findNamed(some);
    for (const id of some) {
      if (named.has(id)) await move(folders.staged(id), folders.kept(id));
      else await rm(folders.staged(id), { recursive: true, force: true });
    }
  }
}

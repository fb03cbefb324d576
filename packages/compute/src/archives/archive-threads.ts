import { createRequire } from 'node:module';
import { Tinypool } from 'tinypool';
import type { ArchiveEntry } from './archive.ts';
import { ArchiveRefused } from './archive-refused.ts';
import type { TreePlaceOrder } from './archive-worker.ts';
import type { ListedTree, TreeSelection } from './list-tree.ts';
import type { PackedFiles } from './pack-files.ts';
import type { TreePackOrder } from './pack-tree.ts';
import type { LateEntries, PlacedTree } from './place-tree.ts';
import type { RetarOrder, TarPlaceOrder } from './tar-files.ts';
import type { UnpackOrder } from './unpack-files.ts';

/** Compressing and unpacking never take the thread that answers requests, and never more than these. */
export const THREADS = 2;
const IDLE_MILLISECONDS = 10_000;

let threads: Tinypool | undefined;
let remover: Tinypool | undefined;

/** Started with the first order, ended when there was none for a while. */
function pool(): Tinypool {
  threads ??= newPool(THREADS);
  return threads;
}

function newPool(maxThreads: number): Tinypool {
  // By its package's name: this module may have been bundled into another file, a thread's never is.
  const filename = createRequire(import.meta.url).resolve('@codeyard/compute/archives/archive-worker');
  return new Tinypool({ filename, minThreads: 0, maxThreads, idleTimeout: IDLE_MILLISECONDS });
}

export async function packOnThread(entries: readonly ArchiveEntry[]): Promise<PackedFiles> {
  return await pool().run(entries, { name: 'pack' });
}

export async function unpackOnThread(order: UnpackOrder): Promise<void> {
  const refused: string | undefined = await pool().run(order, { name: 'unpack' });
  if (refused !== undefined) throw new ArchiveRefused(refused);
}

export async function listTreeOnThread(selections: readonly TreeSelection[]): Promise<ListedTree> {
  return await pool().run(selections, { name: 'list' });
}

export async function packTreeOnThread(order: TreePackOrder): Promise<Uint8Array> {
  return await pool().run(order, { name: 'packTreeMember' });
}

export async function placeTreeOnThread(order: TreePlaceOrder): Promise<PlacedTree> {
  return taken(await pool().run(order, { name: 'place' }));
}

export async function finishTreeOnThread(late: LateEntries): Promise<void> {
  taken(await pool().run(late, { name: 'finish' }));
}

/** See `retar`. */
export async function retarOnThread(order: RetarOrder): Promise<number> {
  return taken(await pool().run(order, { name: 'copyOut' }));
}

/** See `placeTarFile`. */
export async function placeTarOnThread(order: TarPlaceOrder): Promise<void> {
  taken(await pool().run(order, { name: 'placeTar' }));
}

/** See `removeTree`. On a thread of its own: what is over must not hold up what waits for a cache. */
export async function removeOnThread(path: string): Promise<void> {
  remover ??= newPool(1);
  await remover.run(path, { name: 'remove' });
}

function taken<Result>(outcome: { readonly result: Result } | { readonly refused: string }): Result {
  if ('refused' in outcome) throw new ArchiveRefused(outcome.refused);
  return outcome.result;
}

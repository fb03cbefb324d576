// What the archive threads run: a file of its own, because a thread starts from a file.
import { closeSync, openSync } from 'node:fs';
import type { ArchiveEntry } from './archive.ts';
import { ArchiveRefused } from './archive-refused.ts';
import { type ListedTree, listTree, selectedPaths, type TreeSelection } from './list-tree.ts';
import { type PackedFiles, packFiles } from './pack-files.ts';
import { packTree, type TreePackOrder } from './pack-tree.ts';
import { createTreePlacer, finishTree, type LateEntries, type PlacedTree, type TreeRoots } from './place-tree.ts';
import { removeTree } from './remove-tree.ts';
import { placeTarFile, type RetarOrder, retar, type TarPlaceOrder } from './tar-files.ts';
import { createTarReader } from './tar-reader.ts';
import { type Member, openMember } from './tree-members.ts';
import { type UnpackOrder, unpackFiles } from './unpack-files.ts';

export function pack(entries: readonly ArchiveEntry[]): PackedFiles {
  return packFiles(entries);
}

/** What was refused, if anything: an error's class does not cross threads. */
export function unpack(order: UnpackOrder): string | undefined {
  try {
    unpackFiles(order);
    return undefined;
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.message;
    throw error;
  }
}

export const list = (selections: readonly TreeSelection[]): ListedTree => listTree(selections);

export const packTreeMember = (order: TreePackOrder): Uint8Array<ArrayBuffer> => packTree(order);

/** Some members of a tree archive to unpack. */
export interface TreePlaceOrder {
  readonly archive: string;
  readonly roots: TreeRoots;
  readonly members: readonly Member[];
  /** Nothing else may come out of the archive. Everything may when left out. */
  readonly allowed?: readonly Omit<TreeSelection, 'folder'>[];
}

type Outcome<Result> = { readonly result: Result } | { readonly refused: string };

export function place({ archive, roots, members, allowed }: TreePlaceOrder): Outcome<PlacedTree> {
  return orRefused(() => {
    const placer = createTreePlacer(roots, allowed && selectedPaths(allowed));
    const reader = createTarReader(placer);
    const source = openSync(archive, 'r');
    try {
      for (const member of members) reader.push(openMember(source, member));
      reader.finish();
    } finally {
      closeSync(source);
    }
    return placer.result();
  });
}

export const finish = (late: LateEntries): Outcome<void> => orRefused(() => finishTree(late));

export const copyOut = (order: RetarOrder): Outcome<number> => orRefused(() => retar(order));

export const remove = (path: string): void => removeTree(path);

export const placeTar = (order: TarPlaceOrder): Outcome<void> => orRefused(() => placeTarFile(order));

function orRefused<Result>(work: () => Result): Outcome<Result> {
  try {
    return { result: work() };
  } catch (error) {
    if (error instanceof ArchiveRefused) return { refused: error.message };
    throw error;
  }
}

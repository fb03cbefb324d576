// What the archive threads run: a file of its own, because a thread starts from a file.
import type { ArchiveEntry } from './archive.ts';
import { ArchiveRefused } from './archive-refused.ts';
import { type PackedFiles, packFiles } from './pack-files.ts';
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

import { closeSync, lstatSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import type { TreeItem } from './list-tree.ts';
import { padding, tarHeader } from './tar-records.ts';
import { sealMember } from './tree-members.ts';

/** Things to pack into one member of a tree archive: small ones, or one piece of a large file. */
export interface TreePackOrder {
  readonly items: readonly TreeItem[];
  /** Of a single file: the header comes with the first piece, the padding with the last. */
  readonly piece?: { readonly offset: number; readonly length: number };
}

/** Speed counts for more than size: what is cached is read back often, and mostly over a fast line. */
const LEVEL = 1;

/** Packs without giving way: run it on a thread. */
export function packTree({ items, piece }: TreePackOrder): Uint8Array<ArrayBuffer> {
  const parts = piece ? packPiece(items[0], piece) : items.flatMap(packItem);
  const bytes = Buffer.concat(parts);
  const data = deflateRawSync(bytes, { level: LEVEL });
  return sealMember({ data, crc: crc32(bytes), size: bytes.length, continues: (piece?.offset ?? 0) > 0 });
}

function packItem({ path, file, kind }: TreeItem): Buffer[] {
  const stats = lstatSync(file);
  const common = { path, mode: stats.mode, mtimeMs: Math.floor(stats.mtimeMs), size: 0 };
  if (kind === 'folder') return [tarHeader({ ...common, kind })];
  if (kind === 'link') return [tarHeader({ ...common, kind, target: readlinkSync(file) })];
  const contents = readFileSync(file);
  return [tarHeader({ ...common, kind, size: contents.length }), contents, padding(contents.length)];
}

function packPiece(item: TreeItem | undefined, { offset, length }: { offset: number; length: number }): Buffer[] {
  if (!item) throw new Error('a piece is a piece of something');
  const { path, file, size } = item;
  const stats = lstatSync(file);
  if (stats.size !== size) throw new Error(`${path} changed while it was read`);
  const bytes = Buffer.alloc(length);
  const source = openSync(file, 'r');
  try {
    if (readSync(source, bytes, 0, length, offset) !== length) throw new Error(`${path} changed while it was read`);
  } finally {
    closeSync(source);
  }
  const entry = { path, kind: 'file', mode: stats.mode, mtimeMs: Math.floor(stats.mtimeMs), size } as const;
  return [...(offset === 0 ? [tarHeader(entry)] : []), bytes, ...(offset + length === size ? [padding(size)] : [])];
}

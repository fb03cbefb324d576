import { ArchiveRefused } from './archive-refused.ts';
import type { TreeEntry } from './tree-entry.ts';

/** The tar format of POSIX.1-2001 (ustar with pax headers), as far as trees of files need it. */
export const BLOCK_BYTES = 512;

const TYPES = { file: '0', 'hard-link': '1', link: '2', folder: '5' } as const;
const PAX = 'x';
const MOST_NAME_BYTES = 100;
const MOST_OCTAL_SIZE = 0o77777777777;
const PERMISSIONS = 0o777;
const MILLISECONDS = 1_000;

/** What stands before an entry's bytes: one header, and before that one of pax where the old one cannot say it all. */
export function tarHeader(entry: TreeEntry): Buffer {
  const path = entry.kind === 'folder' ? `${entry.path}/` : entry.path;
  const { target = '', mtimeMs, size } = entry;
  const records: [string, string][] = [];
  if (!isPlain(path)) records.push(['path', path]);
  if (!isPlain(target)) records.push(['linkpath', target]);
  if (size > MOST_OCTAL_SIZE) records.push(['size', String(size)]);
  if (mtimeMs % MILLISECONDS !== 0 || mtimeMs < 0) records.push(['mtime', String(mtimeMs / MILLISECONDS)]);
  const main = header({ ...entry, path, target }, TYPES[entry.kind]);
  if (records.length === 0) return main;
  const text = Buffer.from(records.map(([name, value]) => paxRecord(name, value)).join(''));
  const pax = header({ path: 'pax', target: '', mode: 0o644, mtimeMs: 0, size: text.length }, PAX);
  return Buffer.concat([pax, text, padding(text.length), main]);
}

export const padding = (size: number): Buffer => Buffer.alloc((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);

const isPlain = (text: string) => text.length <= MOST_NAME_BYTES && /^[\x20-\x7e]*$/.test(text);

type Described = Pick<TreeEntry, 'path' | 'mode' | 'mtimeMs' | 'size'> & { readonly target: string };

function header({ path, target, mode, mtimeMs, size }: Described, type: string): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, width: number) =>
    block.write(Math.max(0, Math.floor(value)).toString(8).padStart(width, '0'), at, width, 'latin1');
  block.write(path, 0, MOST_NAME_BYTES);
  octal(mode & PERMISSIONS, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size > MOST_OCTAL_SIZE ? 0 : size, 124, 11);
  octal(mtimeMs / MILLISECONDS, 136, 11);
  block.write(' '.repeat(8), 148, 'latin1');
  block.write(type, 156, 'latin1');
  block.write(target, 157, MOST_NAME_BYTES);
  block.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** `<length> <name>=<value>\n`, where the length counts its own digits, too. */
function paxRecord(name: string, value: string): string {
  const rest = ` ${name}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (String(length).length !== String(bytes).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

/** A header as it was read: an entry, or words about the entry that follows. */
export type TarRecord =
  | { readonly kind: 'end' }
  | { readonly kind: 'entry'; readonly entry: TreeEntry }
  /** Its bytes are pax records or a long name; `global` ones are of no use here. */
  | { readonly kind: 'words'; readonly size: number; readonly about: 'pax' | 'path' | 'linkpath' | 'nothing' };

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '1': 'hard-link',
  '2': 'link',
  '5': 'folder',
  '7': 'file',
};

/** Reads one block; `pax` holds what came before it. Refuses what is no tar header. */
export function readTarHeader(block: Buffer, pax: ReadonlyMap<string, string>): TarRecord {
  if (block.every((byte) => byte === 0)) return { kind: 'end' };
  checkSum(block);
  const type = block.toString('latin1', 156, 157);
  const size = Number(pax.get('size') ?? number(block, 124, 12));
  switch (type) {
    case 'x':
      return { kind: 'words', size, about: 'pax' };
    case 'g':
      return { kind: 'words', size, about: 'nothing' };
    case 'L':
      return { kind: 'words', size, about: 'path' };
    case 'K':
      return { kind: 'words', size, about: 'linkpath' };
  }
  const kind = KINDS[type];
  const path = pax.get('path') ?? joined(text(block, 345, 155), text(block, 0, 100));
  // Devices and pipes have no place in a cache; their headers carry no bytes.
  if (!kind) return { kind: 'words', size: /[346]/.test(type) ? 0 : size, about: 'nothing' };
  const target = pax.get('linkpath') ?? text(block, 157, 100);
  const isFolder = kind === 'folder' || (kind === 'file' && path.endsWith('/'));
  return {
    kind: 'entry',
    entry: {
      path: path.replace(/\/+$/, ''),
      kind: isFolder ? 'folder' : kind,
      mode: number(block, 100, 8) & PERMISSIONS,
      mtimeMs: Math.round(Number(pax.get('mtime') ?? number(block, 136, 12)) * MILLISECONDS),
      size: kind === 'file' && !isFolder ? size : 0,
      ...(kind === 'link' || kind === 'hard-link' ? { target } : {}),
    },
  };
}

export function readPax(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, space));
    if (!(length > 0)) break;
    const record = bytes.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

const joined = (prefix: string, name: string) => (prefix === '' ? name : `${prefix}/${name}`);

function text(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end < 0 ? at + length : Math.min(end, at + length));
}

/** Octal digits, or GNU's binary numbers, whose first bit is set. */
function number(block: Buffer, at: number, length: number): number {
  if ((block[at] ?? 0) & 0x80) return Number(block.readBigUInt64BE(at + length - 8));
  return Number.parseInt(text(block, at, length).trim() || '0', 8);
}

function checkSum(block: Buffer): void {
  // The checksum's own eight bytes count as blanks. A plain loop: it is run for every file.
  let sum = 8 * 0x20;
  for (let at = 0; at < 148; at++) sum += block[at] ?? 0;
  for (let at = 156; at < block.length; at++) sum += block[at] ?? 0;
  if (sum !== number(block, 148, 8)) throw new ArchiveRefused('a header of the archive is damaged');
}

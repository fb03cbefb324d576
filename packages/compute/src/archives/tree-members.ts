import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { ArchiveRefused } from './archive-refused.ts';
import { inflateAtOnce } from './inflate-at-once.ts';

/**
 * A tree archive is a `.tar.gz` as everybody can read it, made of gzip members of a few mebibytes each. Every member's header
 * says in an extra field how long the member is and whether it goes on with a file that an earlier one began, so that
 * members can be found without unpacking and unpacked side by side (as in the BGZF format of genomics).
 */
export interface Member {
  readonly offset: number;
  readonly length: number;
  readonly continues: boolean;
}

/** No member unfolds to more: what claims to is no archive of ours. */
export const MOST_MEMBER_BYTES = 16 * 1024 * 1024;

const HEADER_BYTES = 21;
const TRAILER_BYTES = 8;
const MARK = 'CY';

export function sealMember(member: {
  data: Buffer;
  crc: number;
  size: number;
  continues: boolean;
}): Uint8Array<ArrayBuffer> {
  const { data, crc, size, continues } = member;
  const bytes = new Uint8Array(HEADER_BYTES + data.length + TRAILER_BYTES);
  const view = Buffer.from(bytes.buffer);
  // Magic, deflate, an extra field, no time, fastest, an unknown system; then the field: its length, its name, five bytes.
  view.set([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 4, 255]);
  view.writeUInt16LE(9, 10);
  view.write(MARK, 12, 'latin1');
  view.writeUInt16LE(5, 14);
  view.writeUInt32LE(bytes.length, 16);
  view[20] = continues ? 1 : 0;
  view.set(data, HEADER_BYTES);
  view.writeUInt32LE(crc, bytes.length - 8);
  view.writeUInt32LE(size, bytes.length - 4);
  return bytes;
}

/** Hops from header to header. */
export function readMembers(source: number, size: number): Member[] {
  const members: Member[] = [];
  const header = Buffer.alloc(HEADER_BYTES);
  for (let offset = 0; offset < size; ) {
    const read = readSync(source, header, 0, HEADER_BYTES, offset);
    const isOurs =
      read === HEADER_BYTES && header.readUInt32BE(0) === 0x1f8b0804 && header.toString('latin1', 12, 14) === MARK;
    const length = isOurs ? header.readUInt32LE(16) : 0;
    if (length <= HEADER_BYTES + TRAILER_BYTES || offset + length > size)
      throw new ArchiveRefused('it is no archive that was made here, or it is damaged');
    members.push({ offset, length, continues: header[20] === 1 });
    offset += length;
  }
  return members;
}

/** A member's bytes, inflated and checked. */
export function openMember(source: number, { offset, length }: Member): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  if (readSync(source, bytes, 0, length, offset) !== length) throw damaged();
  const size = bytes.readUInt32LE(length - 4);
  if (size > MOST_MEMBER_BYTES) throw damaged();
  const inflated = inflate(bytes.subarray(HEADER_BYTES, length - TRAILER_BYTES), size);
  if (inflated.length !== size || crc32(inflated) !== bytes.readUInt32LE(length - 8)) throw damaged();
  return inflated;
}

function inflate(data: Buffer, size: number): Buffer {
  try {
    return inflateAtOnce(data, size);
  } catch {
    throw damaged();
  }
}

const damaged = () => new ArchiveRefused('a part of the archive is damaged');

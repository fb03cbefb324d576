/** What the directory of a ZIP says of one entry. */
export interface ZipRecord {
  /** With a `/` at its end when it is a folder. */
  readonly name: string;
  /** One of the two below. */
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** File type and permission bits, as stat(2) gives them. */
  readonly mode: number;
  /** MS-DOS time and date, two words. */
  readonly time: number;
  readonly date: number;
  /** Where the entry begins. */
  readonly offset: number;
}

export const STORED = 0;
export const DEFLATED = 8;
const UTF8_NAMES = 0x0800;
const VERSION_ZIP64 = 45;
const MADE_BY_UNIX = 0x0300 | VERSION_ZIP64;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;

/** Year, month, day and time as a ZIP keeps them: from 1980, in steps of two seconds. */
export function dosTime(milliseconds: number): { time: number; date: number } {
  const at = new Date(Math.max(milliseconds, Date.UTC(1980, 0, 1)));
  return {
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  };
}

/** The header before an entry's data. Sizes beyond 4 GiB go into a ZIP64 field. */
export function localHeader(record: ZipRecord): Buffer {
  const large = record.size >= MAX_32 || record.compressedSize >= MAX_32;
  const extra = large ? zip64Field([record.size, record.compressedSize]) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(large ? VERSION_ZIP64 : 20, 4);
  writeCommon(header, 6, record, large);
  const name = Buffer.from(record.name);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

export function directoryEntry(record: ZipRecord): Buffer {
  const large = record.size >= MAX_32 || record.compressedSize >= MAX_32;
  const far = record.offset >= MAX_32;
  const extra =
    large || far
      ? zip64Field([...(large ? [record.size, record.compressedSize] : []), ...(far ? [record.offset] : [])])
      : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_BY_UNIX, 4);
  header.writeUInt16LE(large || far ? VERSION_ZIP64 : 20, 6);
  writeCommon(header, 8, record, large);
  const name = Buffer.from(record.name);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((record.mode << 16) >>> 0, 38);
  header.writeUInt32LE(far ? MAX_32 : record.offset, 42);
  return Buffer.concat([header, name, extra]);
}

/** The members that local and directory headers share, from the flags on. */
function writeCommon(header: Buffer, at: number, record: ZipRecord, large: boolean): void {
  header.writeUInt16LE(UTF8_NAMES, at);
  header.writeUInt16LE(record.method, at + 2);
  header.writeUInt16LE(record.time, at + 4);
  header.writeUInt16LE(record.date, at + 6);
  header.writeUInt32LE(record.crc, at + 8);
  header.writeUInt32LE(large ? MAX_32 : record.compressedSize, at + 12);
  header.writeUInt32LE(large ? MAX_32 : record.size, at + 16);
}

function zip64Field(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return field;
}

/** What ends the archive: how many entries, and where their directory lies. */
export function endOfDirectory(directory: { entries: number; size: number; offset: number }): Buffer {
  const { entries, size, offset } = directory;
  const needs64 = entries >= MAX_16 || size >= MAX_32 || offset >= MAX_32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, MAX_16), 8);
  end.writeUInt16LE(Math.min(entries, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  return needs64 ? Buffer.concat([zip64End(entries, size, offset), end]) : end;
}

function zip64End(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(76);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(MADE_BY_UNIX, 12);
  end.writeUInt16LE(VERSION_ZIP64, 14);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(offset + size), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

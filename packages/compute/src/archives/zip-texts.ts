import { crc32, deflateRawSync } from 'node:zlib';
import { DEFLATED, directoryEntry, dosTime, endOfDirectory, localHeader, type ZipRecord } from './zip-records.ts';

const READABLE_FILE = 0o100644;

/** A ZIP file of texts by their paths, in memory: the same bytes for the same texts. */
export function zipTexts(texts: Readonly<Record<string, string>>): Buffer {
  const records: ZipRecord[] = [];
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(texts)) {
    const contents = Buffer.from(text);
    const data = deflateRawSync(contents);
    const sizes = { crc: crc32(contents), size: contents.length, compressedSize: data.length };
    const record: ZipRecord = { name, method: DEFLATED, mode: READABLE_FILE, ...dosTime(0), ...sizes, offset };
    const header = localHeader(record);
    parts.push(header, data);
    records.push(record);
    offset += header.length + data.length;
  }
  const directory = records.map(directoryEntry);
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([...parts, ...directory, endOfDirectory({ entries: records.length, size, offset })]);
}

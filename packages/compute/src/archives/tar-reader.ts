import { ArchiveRefused } from './archive-refused.ts';
import { BLOCK_BYTES, readPax, readTarHeader } from './tar-records.ts';
import type { TreeEntry } from './tree-entry.ts';

/** Told of what a tar file holds, in order: an entry, its bytes in pieces, its end. */
export interface TarSink {
  begin(entry: TreeEntry): void;
  write(bytes: Buffer): void;
  end(): void;
}

/** More words about one entry than any honest archive has. */
const MOST_WORDS_BYTES = 1_048_576;

/** Reads tar bytes as they are pushed. */
export interface TarReader {
  push(bytes: Buffer): void;
  /** Throws when the archive ends in the middle of something. */
  finish(): void;
}

export function createTarReader(sink: TarSink): TarReader {
  let rest: Buffer = Buffer.alloc(0);
  /** Bytes still to come of what is being read, then those that fill its last block. */
  let body = 0;
  let fill = 0;
  let words: { about: 'pax' | 'path' | 'linkpath' | 'nothing'; parts: Buffer[] } | undefined;
  let pax = new Map<string, string>();

  const closeBody = () => {
    if (!words) return sink.end();
    const bytes = Buffer.concat(words.parts);
    if (words.about === 'pax') pax = new Map([...pax, ...readPax(bytes)]);
    else if (words.about !== 'nothing') pax.set(words.about, bytes.toString('utf8').replace(/\0+$/, ''));
    words = undefined;
  };
  const takeHeader = (block: Buffer) => {
    const record = readTarHeader(block, pax);
    if (record.kind === 'end') return;
    const { size } = record.kind === 'entry' ? record.entry : record;
    if (record.kind === 'words') {
      if (record.about !== 'nothing' && size > MOST_WORDS_BYTES) throw new ArchiveRefused('a name in it is too long');
      words = { about: record.about, parts: [] };
    } else {
      pax = new Map();
      sink.begin(record.entry);
    }
    body = size;
    fill = (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
    if (body === 0) closeBody();
  };
  const takeBody = (bytes: Buffer): number => {
    const taken = bytes.subarray(0, body);
    if (!words) sink.write(taken);
    else if (words.about !== 'nothing') words.parts.push(Buffer.from(taken));
    body -= taken.length;
    if (body === 0) closeBody();
    return taken.length;
  };

  return {
    push(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (body > 0) at += takeBody(bytes.subarray(at));
        else if (fill > 0) {
          const skipped = Math.min(fill, bytes.length - at);
          fill -= skipped;
          at += skipped;
        } else {
          const block = bytes.subarray(at, at + BLOCK_BYTES - rest.length);
          at += block.length;
          rest = rest.length > 0 ? Buffer.concat([rest, block]) : block;
          if (rest.length < BLOCK_BYTES) {
            rest = Buffer.from(rest);
            continue;
          }
          const header = rest;
          rest = Buffer.alloc(0);
          takeHeader(header);
        }
      }
    },
    finish() {
      if (body > 0 || rest.length > 0 || words) throw new ArchiveRefused('it ends in the middle of an entry');
    },
  };
}

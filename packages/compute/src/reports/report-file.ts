import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** A file that may be (part of) a report. */
export interface ReportFile {
  /** As people see it: relative, with `/`. */
  readonly path: string;
  /** Absolute path on this machine. */
  readonly file: string;
}

/** The file, its links followed; undefined when it lies outside of all these folders. */
export function resolveWithin(file: string, folders: readonly string[]): string | undefined {
  const real = realpathSync(file);
  const isInside = folders.some((folder) => {
    const root = realpathSync(folder);
    return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
  });
  return isInside ? real : undefined;
}

/** Never waits for a pipe's other end, never follows a link that was put in the file's place meanwhile. */
const PLAINLY = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** The first `most` bytes of an ordinary file as text; throws a plain Error that says why there is none. */
export function readText(file: string, most: number): { readonly text: string; readonly isWhole: boolean } {
  const descriptor = openSync(file, PLAINLY);
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw new Error('it is no file');
    const bytes = Buffer.alloc(Math.min(found.size, most));
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return { text: decode(bytes.subarray(0, length)), isWhole: found.size <= most };
  } finally {
    closeSync(descriptor);
  }
}

const DECLARED = /^<\?xml[^>]{0,200}\sencoding\s*=\s*["']([\w.-]{1,40})["']/;

/** By its byte order mark, by what an XML declaration says, or else as UTF-8. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const label = DECLARED.exec(bytes.subarray(0, 300).toString('latin1'))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label.toLowerCase().startsWith('utf-16') ? 'utf-8' : label).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

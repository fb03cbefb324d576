import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { containerLine } from '@codeyard/engine/build-program/build-log';
import type { Clock } from '../../../platform/clock.ts';

/** Our own lines in a build's log file, before and after those of its program. */
export interface BuildLog {
  say(...lines: readonly string[]): void;
}

export interface BuildLogFile {
  readonly file: string;
  /** `[Container]`, or `[Instance]` on EC2 compute. */
  readonly prefix: string;
  readonly clock: Clock;
  /** Where the lines of this step begin. When it is done over after a crash, what it says again is not written again. */
  readonly from: number;
}

/** Written at once and in order: whoever reads the file sees lines as they happened. */
export function openBuildLog({ file, prefix, clock, from }: BuildLogFile): BuildLog {
  mkdirSync(dirname(file), { recursive: true });
  const said = readLines(file, from).map(withoutStamp);
  let replayed = 0;
  return {
    say(...lines) {
      for (const line of lines) {
        const again = said.indexOf(line, replayed);
        if (again >= 0) replayed = again + 1;
        else appendFileSync(file, containerLine(prefix, clock.now(), line));
      }
    },
  };
}

const STAMP = /^\[\w+\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d+ /;
const withoutStamp = (line: string) => line.replace(STAMP, '');
const MOST_BYTES_SAID = 1_048_576;

function readLines(file: string, from: number): string[] {
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    const length = Math.min(Math.max(fstatSync(descriptor).size - from, 0), MOST_BYTES_SAID);
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, from);
    return bytes.toString().split('\n').slice(0, -1);
  } finally {
    closeSync(descriptor);
  }
}

import { closeSync, fstatSync, mkdirSync, readSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { containerLine } from '@codeyard/engine/build-program/build-log';
import type { Clock } from '../../../platform/clock.ts';
import { openToAppend } from './build-files.ts';

/** Our own lines in a build's log file, before and after those of its program. */
export interface BuildLog {
  say(...lines: readonly string[]): void;
}

export interface BuildLogFile {
  /** The build's folder. What its program put in the place of the log is not written to. */
  readonly root: string;
  readonly file: string;
  /** `[Container]`, or `[Instance]` on EC2 compute. */
  readonly prefix: string;
  readonly clock: Clock;
  /** Where the lines of this step begin. When it is done over after a crash, what it says again is not written again. */
  readonly from: number;
}

/** Written at once and in order: whoever reads the file sees lines as they happened. */
export function openBuildLog({ root, file, prefix, clock, from }: BuildLogFile): BuildLog {
  mkdirSync(dirname(file), { recursive: true });
  const place = { host: root };
  const said = readLines(openToAppend(place, file), from).map(untimed);
  let replayed = 0;
  return {
    say(...lines) {
      for (const line of lines) {
        const again = said.indexOf(untimed(line), replayed);
        if (again >= 0) replayed = again + 1;
        else append(openToAppend(place, file), containerLine(prefix, clock.now(), line));
      }
    },
  };
}

const STAMP = /^\[\w+\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d+ /;
const DURATION = /(?<=\btook )[\d.]+(?= seconds$)/;
/** A step that is done over says the same at other times. */
const untimed = (line: string) => line.replace(STAMP, '').replace(DURATION, '');
const MOST_BYTES_SAID = 1_048_576;

function append(descriptor: number | undefined, text: string): void {
  if (descriptor === undefined) return;
  try {
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

function readLines(descriptor: number | undefined, from: number): string[] {
  if (descriptor === undefined) return [];
  try {
    const length = Math.min(Math.max(fstatSync(descriptor).size - from, 0), MOST_BYTES_SAID);
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, from);
    return bytes.toString().split('\n').slice(0, -1);
  } finally {
    closeSync(descriptor);
  }
}

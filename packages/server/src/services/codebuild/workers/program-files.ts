import { fstatSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildProgress, PhaseProgress } from '@codeyard/engine/build-program/build-progress';
import { CONTROL_FILES } from '@codeyard/engine/build-program/control-files';
import { phaseContext } from '@codeyard/engine/build-program/phase-contexts';
import { readProgress } from '@codeyard/engine/build-program/read-progress';
import type { ReportedPhase } from '../rules/next.ts';
import type { WrittenProgram } from '../store/runs.ts';
import { openBuildFile, readBeginning, readBuildFile } from './build-files.ts';
import type { BuildFolder } from './build-folder.ts';

/** A program writes some lines for each phase; what a build adds by itself need not be read for ever. */
const MOST_EVENT_BYTES = 1024 * 1024;
/** More than a shell can pass on in a variable. */
const MOST_VALUE_BYTES = 256 * 1024;

/** Follows a program's event file. */
export interface ProgressReader {
  /** True when there is news since the last look. */
  advance(): Promise<boolean>;
  current(): BuildProgress;
  close(): Promise<void>;
}

/** Keeps the file open: a look at one that did not grow costs next to nothing. */
export function openProgress(folder: BuildFolder): ProgressReader {
  let file: FileHandle | undefined;
  let known = 0;
  let progress = readProgress('');

  async function close(): Promise<void> {
    await file?.close();
    file = undefined;
  }

  return {
    async advance() {
      if (file && fstatSync(file.fd).nlink === 0) await close();
      file ??= await openBuildFile(folder, folder.eventsFile);
      const size = file ? fstatSync(file.fd).size : 0;
      if (!file || size <= known) return false;
      progress = readProgress(await readBeginning(file, MOST_EVENT_BYTES));
      known = size;
      return true;
    },
    current: () => progress,
    close,
  };
}

/** A phase as the build's rules want it: the command that failed it is named in AWS's words, its secrets masked. */
export function reported(phase: PhaseProgress, program: WrittenProgram, mask: (text: string) => string): ReportedPhase {
  const { type, startedAt, endedAt, status } = phase;
  const { statusCode, message } = phaseContext(program, phase);
  return {
    type,
    startedAt,
    ...(endedAt === undefined || status === 'IN_PROGRESS' ? {} : { endedAt, status }),
    ...(status === 'FAILED' ? { context: { code: statusCode, message: mask(message) } } : {}),
  };
}

/** The exported variables that the program knew at its end; the others are left out. */
export async function readExported(folder: BuildFolder, names: readonly string[]) {
  const variables: { name: string; value: string }[] = [];
  for (const name of names) {
    const value = await readBuildFile(folder, join(folder.host, CONTROL_FILES.exported, name), MOST_VALUE_BYTES);
    if (value !== undefined) variables.push({ name, value });
  }
  return variables;
}

/** What the build's shell made of a text of the buildspec. */
export function readExpansion(folder: BuildFolder, name: string): Promise<string | undefined> {
  return readBuildFile(folder, join(folder.host, CONTROL_FILES.expansions, name), MOST_VALUE_BYTES);
}

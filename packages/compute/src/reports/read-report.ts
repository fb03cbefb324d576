import { statSync } from 'node:fs';
import { findFormat } from '@codeyard/engine/reports/all-formats';
import { assembleReport, type ReportContents } from '@codeyard/engine/reports/assemble-report';
import { type ReportFile, readText, resolveWithin } from './report-file.ts';
import { readOnThread } from './report-threads.ts';

/** Files that make one report. */
export interface ReadOrder {
  /** Name of a format, such as JUNITXML. */
  readonly format: string;
  readonly files: readonly ReportFile[];
  /** Folders that no link may lead out of. */
  readonly within: readonly string[];
}

const LARGEST_FILE_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 10_000;
const MOST_BYTES = 512 * 1024 * 1024;
/** So few small files are read at once, without a thread. */
const FEW_FILES = 16;
const FEW_BYTES = 256 * 1024;

/** Reads and parses the files, on a thread where that takes a while. A file that cannot be read is told of among the problems. */
export async function readReport(order: ReadOrder): Promise<ReportContents> {
  const isSmall = order.files.length <= FEW_FILES && sizeOf(order.files) <= FEW_BYTES;
  return isSmall ? readFiles(order) : await readOnThread(order);
}

function sizeOf(files: readonly ReportFile[]): number {
  return files.reduce((sum, { file }) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** The same, without giving way. */
export function readFiles({ format: name, files, within }: ReadOrder): ReportContents {
  const format = findFormat(name);
  if (!format) throw new Error(`there is no report format ${name}`);
  const assembler = assembleReport(format);
  let characters = 0;
  for (const [index, { path, file }] of files.entries()) {
    if (index >= MOST_FILES || characters > MOST_BYTES) {
      assembler.fail(path, 'there are too many files');
      break;
    }
    try {
      const real = resolveWithin(file, within);
      if (!real) throw new Error('it leads out of the source');
      const { text, isWhole } = readText(real, LARGEST_FILE_BYTES);
      if (!isWhole) throw new Error(`it is larger than ${LARGEST_FILE_BYTES} bytes`);
      characters += text.length;
      assembler.add(path, text);
    } catch (error) {
      assembler.fail(path, error instanceof Error ? error.message : String(error));
    }
  }
  return assembler.contents();
}

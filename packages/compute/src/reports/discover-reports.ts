import { type Dirent, readdirSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { detectFormat, HEAD_CHARACTERS, REPORT_FORMATS } from '@codeyard/engine/reports/all-formats';
import picomatch from 'picomatch';
import { readText } from './report-file.ts';
import { discoverOnThread } from './report-threads.ts';

export interface DiscoverOrder {
  /** Absolute path of the folder that is searched. */
  readonly root: string;
  /** A glob relative to the root, or a folder there. */
  readonly pattern: string;
  /** When the search ends, whether it has seen everything or not. */
  readonly budgetMs: number;
}

export interface DiscoveredReports {
  readonly files: readonly DiscoveredReport[];
  readonly isComplete: boolean;
}

export interface DiscoveredReport {
  readonly path: string;
  readonly file: string;
  /** Name of the format that the file seems to have. */
  readonly format: string;
}

const EXTENSIONS = new Set(REPORT_FORMATS.flatMap(({ extensions }) => extensions));
const GLOB = { dot: true, nonegate: true, noextglob: true } as const;
/** Trees of so few entries are searched at once, without a thread. */
const FEW_ENTRIES = 200;
const MOST_FILES = 10_000;
const DEEPEST = 100;
const MOST_BYTES_PER_CHARACTER = 4;

/** Finds the files that look like reports, by name and then by their beginning. Links are passed over. */
export async function discoverReports(order: DiscoverOrder): Promise<DiscoveredReports> {
  return search(order, FEW_ENTRIES) ?? (await discoverOnThread(order));
}

/** The same, without giving way, and without a limit to the entries. */
export function discoverNow(order: DiscoverOrder): DiscoveredReports {
  return search(order, Number.POSITIVE_INFINITY) ?? { files: [], isComplete: false };
}

/** Undefined when there are more entries than `most`. */
function search({ root, pattern, budgetMs }: DiscoverOrder, most: number): DiscoveredReports | undefined {
  const endsAt = performance.now() + budgetMs;
  const isWanted = matcherOf(pattern);
  const files: DiscoveredReport[] = [];
  const folders: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  let entries = 0;
  for (let folder = folders.shift(); folder; folder = folders.shift()) {
    for (const entry of list(join(root, folder.path))) {
      entries += 1;
      if (entries > most) return undefined;
      if (performance.now() > endsAt || files.length >= MOST_FILES) return { files, isComplete: false };
      const path = posix.join(folder.path, entry.name);
      if (entry.isDirectory() && folder.depth < DEEPEST) folders.push({ path, depth: folder.depth + 1 });
      if (!entry.isFile() || !EXTENSIONS.has(extname(entry.name).toLowerCase()) || !isWanted(path)) continue;
      const format = formatOf(join(root, path));
      if (format) files.push({ path, file: join(root, path), format });
    }
  }
  return { files, isComplete: true };
}

function matcherOf(pattern: string): (path: string) => boolean {
  const clean = posix
    .normalize(pattern)
    .replace(/^\.?\//, '')
    .replace(/\/$/, '');
  if (clean === '' || clean === '.') return () => true;
  return /[*?[{]/.test(clean) ? picomatch(clean, GLOB) : (path) => path === clean || path.startsWith(`${clean}/`);
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function formatOf(file: string): string | undefined {
  try {
    const { text } = readText(file, HEAD_CHARACTERS * MOST_BYTES_PER_CHARACTER);
    return detectFormat(text.slice(0, HEAD_CHARACTERS))?.name;
  } catch {
    return undefined;
  }
}

// A source tree of 20,000 files into a ZIP and out again, beside zip(1) and unzip(1) on the same tree in the same run.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractZip } from '@codeyard/compute/archives/extract-zip';
import { selectFiles } from '@codeyard/compute/archives/select-files';
import { writeZip } from '@codeyard/compute/archives/write-zip';
import { mebibytes, milliseconds, report, spreadOf, timed } from './measure.ts';

const run = promisify(execFile);
const FILES = Number(process.env.BENCH_FILES ?? 20_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const FILES_PER_FOLDER = 9;
const LARGEST_BYTES = 200_000;
const LIMITS = { maxEntries: 1_000_000, maxBytes: 2 ** 33 };
const AT_ONCE = 16;
/** Real source text to cut files from: made-up text compresses unlike anything that is built. */
const TEXT = new URL('../../../typescript/lib/typescript.js', import.meta.url);

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-bench-'));
  try {
    const tree = join(folder, 'tree');
    const bytes = await plantTree(tree);
    const { zipping, sizes } = await compareZipping(folder, tree);
    const unzipping = await compareUnzipping(folder);
    report(`${FILES} files, ${mebibytes(bytes)}: ${ROUNDS} rounds, turn about`, [
      row('zip -qry', zipping.theirs, sizes.theirs),
      row('selectFiles + writeZip', zipping.ours, sizes.ours),
      row('unzip -q', unzipping.theirs),
      row('extractZip', unzipping.ours),
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sizes spread as in a checked-out repository: most files are a few KiB, some are large. */
async function plantTree(tree: string): Promise<number> {
  const text = await readFile(fileURLToPath(TEXT));
  const numbers = Array.from({ length: FILES }, (_, n) => n);
  let total = 0;
  const plant = async () => {
    for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) {
      const share = ((n * 7_919) % FILES) / FILES;
      const size = Math.min(LARGEST_BYTES, Math.round(300 / (1.0005 - share)));
      const start = (n * 104_729) % (text.length - size);
      const file = join(tree, `package-${n % 40}`, `module-${Math.floor(n / 40 / FILES_PER_FOLDER)}`, `file-${n}.js`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text.subarray(start, start + size), { mode: n % 50 === 0 ? 0o755 : 0o644 });
      total += size;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, plant));
  return total;
}

interface Compared {
  readonly theirs: number[];
  readonly ours: number[];
}

async function compareZipping(folder: string, tree: string) {
  const [theirZip, ourZip] = [join(folder, 'theirs.zip'), join(folder, 'ours.zip')];
  const zipping: Compared = { theirs: [], ours: [] };
  const all = { root: tree, files: ['**/*'], excludePaths: [], discardPaths: false, enableSymlinks: true };
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all([theirZip, ourZip].map((file) => rm(file, { force: true })));
    zipping.theirs.push(await timed(() => run('zip', ['-qry', theirZip, '.'], { cwd: tree })));
    zipping.ours.push(await timed(async () => writeZip(ourZip, (await selectFiles(all)).entries)));
  }
  const sizes = { theirs: (await stat(theirZip)).size, ours: (await stat(ourZip)).size };
  return { zipping, sizes };
}

async function compareUnzipping(folder: string): Promise<Compared> {
  const zip = join(folder, 'theirs.zip');
  const unzipping: Compared = { theirs: [], ours: [] };
  const into = async (name: string, unpack: (target: string) => Promise<unknown>) => {
    const target = join(folder, name);
    await mkdir(target);
    const took = await timed(() => unpack(target));
    await rm(target, { recursive: true });
    return took;
  };
  for (let round = 0; round < ROUNDS; round++) {
    unzipping.theirs.push(await into('theirs', (target) => run('unzip', ['-q', zip, '-d', target])));
    unzipping.ours.push(await into('ours', (target) => extractZip(zip, target, LIMITS)));
  }
  return unzipping;
}

function row(what: string, times: readonly number[], size?: number) {
  const { median, p99 } = spreadOf(times);
  const archive = size === undefined ? {} : { archive: mebibytes(size) };
  return { what, values: { median: milliseconds(median), slowest: milliseconds(p99), ...archive } };
}

await main();

// Runs benchmarks: `npm run bench` lists them, `npm run bench requests` runs one, `npm run bench all` every one.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Files of bench/ that others import. */
const PARTS = ['measure', 'load', 'sign', 'build-runs', 'published-packages'];
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .filter((name) => !PARTS.includes(name));

const [wanted] = process.argv.slice(2);
const chosen = wanted === 'all' ? names : names.filter((name) => name === wanted);
if (chosen.length === 0) {
  process.stdout.write(
    `Benchmarks: ${names.join(', ')}\nRun one with: npm run bench <name>, or all with: npm run bench all\n`,
  );
} else {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.bench.json'], { cwd: root, stdio: 'inherit' });
  for (const name of chosen) {
    execFileSync(process.execPath, [join(root, 'node_modules/.cache/bench/bench', `${name}.js`)], {
      cwd: root,
      stdio: 'inherit',
    });
  }
}

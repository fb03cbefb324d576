// Checks the import rules of .dependency-cruiser.mjs and the rules about words in the source.
// The guard is guarded: every source file must have been seen, or the check itself has gone blind.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

/** Words that belong to one place. `where` is that place; tests are free. */
const WORDS = [
  {
    name: 'environment-in-config',
    pattern: /\bprocess\.env\b/,
    where:
      /^packages\/(server\/src\/config\.ts|cli\/src\/environment\.ts|aws-stack\/src\/functions\/(open-parts|reaper|links)\.ts|compute\/src\/(sources\/run-git|functions\/node-bootstrap)\.ts)$/,
    instead: 'Add a row to the settings table in config.ts and take the value as a parameter.',
  },
  {
    name: 'time-and-chance-in-platform',
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bsetInterval\(|\bMath\.random\(|\brandomUUID\(/,
    where:
      /^packages\/((server\/src\/platform|cli\/src|compute\/src|aws-stack\/src\/functions)\/|server\/src\/admin\/pages\/html\/page-script\.ts$)/,
    instead: 'Take a Clock or Ids from platform/, so that tests can move time.',
  },
  {
    name: 'sql-in-stores',
    pattern: /from 'kysely'|(?<!aws\.dynamodb)\.(selectFrom|insertInto|updateTable|deleteFrom)\(/,
    where: /\/store(\.ts|\/.*\.ts)$|^packages\/server\/src\/(database|work-queue|logs-store)\/|\/migrations\//,
    instead: 'Move the query into the service’s store.ts.',
  },
  {
    name: 'refusals-in-errors',
    pattern: /new Refusal\(/,
    where: /\/errors\.ts$|^packages\/server\/src\/platform\/refusal\.ts$/,
    instead: 'Add a function to the service’s errors.ts.',
  },
  {
    name: 'no-vague-file-names',
    path: /\/(utils?|helpers?|common|shared|misc|manager|base|impl)(\.ts|\/)/,
    where: /^$/,
    instead: 'Name the file after what it exports.',
  },
  {
    name: 'no-long-files',
    lines: 400,
    where: /^$/,
    instead: 'Split the file: more than 400 lines hide more than one idea.',
  },
];

const isTest = (file) => /\.test\.ts$|\/testing\/|-contract\.ts$/.test(file);

function listSources(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}

export function checkWords(root, files) {
  const violations = [];
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const rule of WORDS) {
      const broken =
        (rule.pattern && !isTest(file) && rule.pattern.test(text)) ||
        rule.path?.test(`/${file}`) ||
        (rule.lines && text.split('\n').length > rule.lines + 1);
      if (broken && !rule.where.test(file)) violations.push({ rule: rule.name, file, instead: rule.instead });
    }
  }
  return violations;
}

/** Checks the tree at `root` (with `packages/` in it); `config` is the repository's own. */
export async function checkArchitecture(root) {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`);
  const files = packages.flatMap((folder) => listSources(root, folder));
  const { default: config } = await import(pathToFileURL(join(root, '.dependency-cruiser.mjs')));
  const tsConfig = extractTSConfig(join(root, 'scripts/tsconfig.architecture.json'));
  const { output } = await cruise(
    packages,
    { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true, baseDir: root },
    { conditionNames: ['types', 'import', 'node', 'default'] },
    { tsConfig },
  );
  const seen = new Set(output.modules.map((module) => module.source));
  const unseen = files.filter((file) => !seen.has(file));
  const comments = new Map(config.forbidden.map((rule) => [rule.name, rule.comment]));
  const imports = output.summary.violations.map((violation) => ({
    rule: violation.rule.name,
    file: `${violation.from} → ${violation.to}`,
    instead: comments.get(violation.rule.name),
  }));
  return { files: files.length, unseen, violations: [...imports, ...checkWords(root, files)] };
}

export const ruleNames = async (root) => {
  const { default: config } = await import(pathToFileURL(join(root, '.dependency-cruiser.mjs')));
  return [...config.forbidden.map((rule) => rule.name), ...WORDS.map((rule) => rule.name)];
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const result = await checkArchitecture(root);
  for (const { rule, file, instead } of result.violations) process.stderr.write(`${rule}: ${file}\n    ${instead}\n`);
  for (const file of result.unseen) process.stderr.write(`not seen by dependency-cruiser: ${file}\n`);
  process.stdout.write(`architecture: ${result.files} files, ${result.violations.length} violations\n`);
  process.exitCode = result.violations.length + result.unseen.length > 0 ? 1 : 0;
}

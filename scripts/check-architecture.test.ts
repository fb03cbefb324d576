import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, so that it runs before anything is built
import { checkArchitecture, ruleNames } from './check-architecture.mjs';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const server = 'packages/server/src';

/** One file that breaks each rule, and what it leans on. */
const VIOLATIONS: Record<string, { file: string; text: string }> = {
  'engine-is-pure': { file: 'packages/engine/src/reads-disk.ts', text: "import 'node:fs';" },
  'engine-knows-no-other-package': {
    file: 'packages/engine/src/knows-compute.ts',
    text: "import '../../compute/src/ok.ts';",
  },
  'compute-knows-no-server': {
    file: 'packages/compute/src/knows-server.ts',
    text: "import '../../server/src/platform/ok.ts';",
  },
  'aws-stack-knows-no-server': {
    file: 'packages/aws-stack/src/knows-server.ts',
    text: "import '../../server/src/platform/ok.ts';",
  },
  'cli-speaks-the-api': { file: 'packages/cli/src/knows-server.ts', text: "import '../../server/src/platform/ok.ts';" },
  'platform-is-the-floor': { file: `${server}/platform/climbs.ts`, text: "import '../database/ok.ts';" },
  'foundations-know-only-platform': { file: `${server}/database/climbs.ts`, text: "import '../gateway/ok.ts';" },
  'gateway-knows-no-service': {
    file: `${server}/gateway/knows-a-service.ts`,
    text: "import '../services/a/index.ts';",
  },
  'services-speak-the-api': { file: `${server}/services/b/knows-a.ts`, text: "import '../a/index.ts';" },
  'services-see-compute-contracts-only': {
    file: `${server}/services/b/knows-docker.ts`,
    text: "import '../../../../compute/src/executors/docker.ts';",
  },
  'compose-knows-services-by-their-index': { file: `${server}/compose.ts`, text: "import './services/a/store.ts';" },
  'only-compose-knows-the-parts': { file: `${server}/admin/knows-a.ts`, text: "import '../services/a/index.ts';" },
  'the-sdk-is-types-only': {
    file: `${server}/loads-sdk.ts`,
    text: "import { S3 } from '@aws-sdk/client-s3'; new S3();",
  },
  'no-cycles': { file: 'packages/compute/src/around.ts', text: "import './circle-back.ts'; export const a = 1;" },
  'no-test-code-in-production': { file: 'packages/compute/src/leans.ts', text: "import './testing/harness.ts';" },
  'environment-in-config': { file: `${server}/reads-environment.ts`, text: 'export const home = process.env.HOME;' },
  'time-and-chance-in-platform': { file: `${server}/looks-at-the-clock.ts`, text: 'export const now = Date.now();' },
  'sql-in-stores': { file: `${server}/services/b/rules.ts`, text: "import { sql } from 'kysely'; export { sql };" },
  'refusals-in-errors': { file: `${server}/services/b/refuses.ts`, text: "new Refusal('X', 'no');" },
  'no-vague-file-names': { file: `${server}/services/b/utils.ts`, text: 'export {};' },
  'no-long-files': { file: `${server}/services/b/long.ts`, text: 'export {};\n'.repeat(402) },
};

const INNOCENT: Record<string, string> = {
  'packages/compute/src/ok.ts': 'export {};',
  'packages/compute/src/executors/docker.ts': 'export {};',
  'packages/compute/src/executors/executor.ts': 'export interface Executor {}',
  'packages/compute/src/circle-back.ts': "import './around.ts'; export const b = 1;",
  'packages/compute/src/testing/harness.ts': 'export {};',
  [`${server}/platform/ok.ts`]: 'export {};',
  [`${server}/database/ok.ts`]: "import '../platform/ok.ts';",
  [`${server}/gateway/ok.ts`]:
    "import '../platform/ok.ts'; import type { S3 } from '@aws-sdk/client-s3'; export type C = S3;",
  [`${server}/services/a/index.ts`]: "import './store.ts'; import '../../../../compute/src/executors/executor.ts';",
  [`${server}/services/a/store.ts`]: "import { sql } from 'kysely'; export { sql };",
};

let root: string;
let result: { files: number; unseen: string[]; violations: { rule: string; file: string; instead: string }[] };

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'codeyard-architecture-'));
  mkdirSync(join(root, 'scripts'));
  for (const name of ['.dependency-cruiser.mjs', 'scripts/tsconfig.architecture.json', 'tsconfig.base.json']) {
    copyFileSync(join(repository, name), join(root, name));
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const seeded = Object.values(VIOLATIONS).map(({ file, text }) => [file, text] as const);
  for (const [file, text] of [...Object.entries(INNOCENT), ...seeded]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  result = await checkArchitecture(root);
}, 60_000);

afterAll(() => rmSync(root, { recursive: true }));

describe('the architecture check', () => {
  it('has a seeded violation for every rule', async () => {
    expect(Object.keys(VIOLATIONS).sort()).toEqual((await ruleNames(repository)).sort());
  });

  it.each(Object.keys(VIOLATIONS))('fires for %s, with a sentence saying what to do instead', (rule) => {
    const fired = result.violations.filter((violation) => violation.rule === rule);
    expect(fired.map(({ file }) => file.split(' → ')[0])).toContain(VIOLATIONS[rule]?.file);
    expect(fired.every(({ instead }) => instead.length > 20)).toBe(true);
  });

  it('leaves the innocent alone and sees every file', () => {
    const innocent = Object.keys(INNOCENT).filter((file) => file !== 'packages/compute/src/circle-back.ts');
    const accused = result.violations.map(({ file }) => file.split(' → ')[0] ?? '');
    expect(accused.filter((file) => innocent.includes(file))).toEqual([]);
    expect(result.unseen).toEqual([]);
    expect(result.files).toBe(Object.keys(INNOCENT).length + Object.keys(VIOLATIONS).length);
  });
});

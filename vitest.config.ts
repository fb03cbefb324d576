import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findPostgres } from './packages/server/src/testing/postgres.ts';

const packages = fileURLToPath(new URL('./packages', import.meta.url));
const alias = [{ find: /^@codeyard\/(engine|compute|server)\/(.*)$/, replacement: `${packages}/$1/src/$2.ts` }];
// Files of one worker share what they import, above all the SDK: to load it for each took more time than the tests.
const limits = { testTimeout: 30_000, hookTimeout: 120_000, isolate: false };

/** Everything on SQLite, then all that keeps something again on PostgreSQL, where its server is installed. */
const projects = [
  {
    resolve: { alias },
    test: {
      ...limits,
      name: 'sqlite',
      include: ['packages/*/src/**/*.test.ts', 'scenarios/**/*.test.ts', 'scripts/**/*.test.ts'],
      provide: { testDatabaseServer: '' },
    },
  },
  {
    resolve: { alias },
    test: {
      ...limits,
      name: 'postgres',
      include: [
        'packages/server/src/{services,work-queue,database,logs-store}/**/*.test.ts',
        'scenarios/pipelines.test.ts',
      ],
      exclude: ['**/rules/**'],
      globalSetup: ['packages/server/src/testing/postgres.ts'],
    },
  },
];

const hasPostgres = findPostgres() !== undefined || process.env.CODEYARD_TEST_DATABASE !== undefined;
if (!hasPostgres) {
  const reason = 'the PostgreSQL half of the suite is left out: no PostgreSQL server programs were found';
  if (process.env.CI) throw new Error(reason);
  process.stderr.write(`${reason}\n`);
}

export default defineConfig({
  test: {
    projects: hasPostgres ? projects : projects.slice(0, 1),
    pool: 'forks',
    maxWorkers: 2,
    reporters: process.env.CI ? ['default', './scripts/closing-line-reporter.mjs'] : ['default'],
  },
});

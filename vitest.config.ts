import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [{ find: /^@codeyard\/(engine|compute|server)\/(.*)$/, replacement: `${packages}/$1/src/$2.ts` }],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'scenarios/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: process.env.CI ? ['default', './scripts/closing-line-reporter.mjs'] : ['default'],
  },
});

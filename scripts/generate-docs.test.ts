import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = join(dirname(fileURLToPath(import.meta.url)), 'generate-docs.mjs');

it('the generated pages are what the code says today', async () => {
  const { stderr } = await promisify(execFile)(process.execPath, [script, '--check']).catch(
    (error: { stderr: string }) => error,
  );
  expect(stderr).toBe('');
});

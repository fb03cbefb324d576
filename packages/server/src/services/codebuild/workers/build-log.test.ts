import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeClock } from '../../../platform/fake-clock.ts';
import { openBuildLog } from './build-log.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'codeyard-build-log-'));
});
afterAll(() => rm(root, { recursive: true }));

it('a step that is done over says nothing twice, not even what takes another time', async () => {
  const clock = new FakeClock(0);
  const file = join(root, 'control', 'output.log');
  const open = () => openBuildLog({ root, file, prefix: '[Container]', clock, from: 0 });
  open().say('one', 'it took 0.000000 seconds', 'one');
  clock.advance(1_500);
  open().say('one', 'it took 0.001000 seconds', 'one', 'one', 'two');
  const said = (await readFile(file, 'utf8')).split('\n').map((line) => line.replace(/^\S+ \S+ \S+ /, ''));
  expect(said).toEqual(['one', 'it took 0.000000 seconds', 'one', 'one', 'two', '']);
});

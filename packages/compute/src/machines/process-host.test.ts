import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMachineHost } from './machine-host-contract.ts';
import { createProcessHost } from './process-host.ts';

const folder = await mkdtemp(join(tmpdir(), 'codeyard-machines-'));

describeMachineHost(
  'processes',
  async () => createProcessHost({ folder, path: process.env.PATH ?? '' }),
  () => rm(folder, { recursive: true, force: true }),
);

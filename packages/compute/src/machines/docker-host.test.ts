import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerEngine, startDockerEngine, TEST_IMAGE, whyNoEngine } from '../executors/testing/docker-engine.ts';
import { createDockerHost } from './docker-host.ts';
import { MachineRefused } from './machine-host.ts';
import { describeMachineHost } from './machine-host-contract.ts';

const missing = whyNoEngine();

describe.skipIf(missing)(`containers as machines${missing ? ` (left out: ${missing})` : ''}`, () => {
  let engine: DockerEngine;
  let folder: string;
  const open = async () => createDockerHost({ host: engine.host, network: 'none', folder });

  beforeAll(async () => {
    engine = await startDockerEngine();
    folder = await mkdtemp(join(tmpdir(), 'codeyard-docker-machines-'));
  }, 60_000);
  afterAll(async () => {
    await engine?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describeMachineHost('containers', open, async () => {}, TEST_IMAGE);

  it('cannot be made of an image that nobody has', async () => {
    const host = await open();
    const boot = host.boot('i-none', { image: 'nobody/has-this:1', vcpus: 1, memoryMib: 64 });
    await expect(boot).rejects.toThrow(MachineRefused);
    await host.destroy('i-none');
  });
});

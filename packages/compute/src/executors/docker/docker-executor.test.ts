import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProvisioningError } from '../executor.ts';
import { executorContract } from '../executor-contract.ts';
import { terminalContract } from '../terminal-contract.ts';
import { type DockerEngine, startDockerEngine, TEST_IMAGE, whyNoEngine } from '../testing/docker-engine.ts';
import { ENTRY, makeWorkFolder, until } from '../testing/work-folder.ts';
import { createDockerClient } from './docker-client.ts';
import { createDockerExecutor } from './docker-executor.ts';

const missing = whyNoEngine();
const signal = new AbortController().signal;

describe('without an engine', () => {
  it('provisioning says so with CodeBuild’s code', async () => {
    const executor = createDockerExecutor({
      host: 'unix:///nonexistent/docker.sock',
      network: 'none',
      socketForPrivileged: false,
      images: [],
    });
    const folder = makeWorkFolder('true');
    const failure = await executor.provision(folder.order, () => {}, signal).catch((error: unknown) => error);
    folder.remove();
    expect(failure).toBeInstanceOf(ProvisioningError);
    expect(failure).toMatchObject({
      code: 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE',
      message: expect.stringContaining('No Docker engine answers'),
    });
  });
});

it.runIf(process.env.CI)('CI has what it takes to start a Docker engine', () => expect(missing).toBeUndefined());

describe.skipIf(missing)(`the docker executor${missing ? ` (left out: ${missing})` : ''}`, () => {
  let engine: DockerEngine;
  const create = (images: string[] = []) =>
    createDockerExecutor({ host: engine.host, network: 'none', socketForPrivileged: false, images });

  beforeAll(async () => {
    engine = await startDockerEngine();
  }, 60_000);

  afterAll(() => engine?.stop());

  executorContract(() => create(), TEST_IMAGE);
  terminalContract(() => create(), TEST_IMAGE);

  it('says which image it uses in place of another, and what to do about one that cannot be pulled', async () => {
    const said: string[] = [];
    const curated = makeWorkFolder('true', { image: 'aws/codebuild/standard:7.0' });
    await create([`aws/codebuild/standard:7.0=${TEST_IMAGE}`]).provision(
      curated.order,
      (line) => said.push(line),
      signal,
    );
    expect(said).toEqual([`The image ${TEST_IMAGE} is used in place of aws/codebuild/standard:7.0`]);
    await expect(create().provision(curated.order, () => {}, signal)).rejects.toThrow(
      /--image aws\/codebuild\/standard:7.0=IMAGE/,
    );
    curated.remove();
  });

  it('gives a build its limits, no engine socket and few capabilities, and removes only its own container', async () => {
    const folder = makeWorkFolder('grep CapEff /proc/self/status; ls /var/run/docker.sock; sleep 60', {
      image: TEST_IMAGE,
      memoryMiB: 64,
      cpus: 0.5,
    });
    const executor = create();
    await executor.provision(folder.order, () => {}, signal);
    const handle = await executor.start(folder.order, ENTRY);
    const docker = createDockerClient(engine.host);
    const { HostConfig } = await docker.call<{ HostConfig: Record<string, unknown> }>(
      'GET',
      `/containers/${handle.container}/json`,
    );
    expect(HostConfig).toMatchObject({ Memory: 64 * 2 ** 20, NanoCpus: 5e8, Privileged: false });
    await until(() => folder.output().includes('docker.sock'));
    expect(folder.output()).toContain('No such file');
    expect(BigInt(`0x${/CapEff:\s*([0-9a-f]+)/.exec(folder.output())?.[1]}`) & (1n << 21n)).toBe(0n);
    await docker.call('POST', '/containers/create?name=somebody-elses', { Image: TEST_IMAGE, Cmd: ['true'] });
    await executor.dispose(folder.order);
    const left = await docker.call<{ Names: string[] }[]>('GET', '/containers/json?all=true');
    expect(left.flatMap(({ Names }) => Names)).toEqual(['/somebody-elses']);
    await docker.call('DELETE', '/containers/somebody-elses');
    folder.remove();
  });

  it('knows when a build ran out of memory', async () => {
    const folder = makeWorkFolder('x=a; while :; do x=$x$x; done', { image: TEST_IMAGE, memoryMiB: 16 });
    const executor = create();
    const handle = await executor.start(folder.order, ENTRY);
    await until(async () => (await executor.observe(handle)).state === 'gone');
    expect(await executor.observe(handle)).toMatchObject({
      state: 'gone',
      reason: expect.stringMatching(/memory|137|status/),
    });
    await executor.dispose(folder.order);
    folder.remove();
  });
});

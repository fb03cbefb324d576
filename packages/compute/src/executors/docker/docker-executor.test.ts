import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProvisioningError } from '../executor.ts';
import { executorContract } from '../executor-contract.ts';
import { terminalContract } from '../terminal-contract.ts';
import { type DockerEngine, startDockerEngine, TEST_IMAGE, whyNoEngine } from '../testing/docker-engine.ts';
import { ENTRY, makeWorkFolder, until } from '../testing/work-folder.ts';
import { createDockerClient } from './docker-client.ts';
import { createDockerExecutor } from './docker-executor.ts';

const missing = whyNoEngine();
const openGate = async () => ({ port: 1, hasPort80: false });
const settings = {
  ...{ network: 'none', subnets: '10.213.0.0/16', images: [], openGate },
  ...{ socketForPrivileged: false, allowPrivileged: false },
};
const signal = new AbortController().signal;

describe('without an engine', () => {
  it('provisioning says so with CodeBuild’s code', async () => {
    const executor = createDockerExecutor({ ...settings, host: 'unix:///nonexistent/docker.sock' });
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
  const create = (images: string[] = []) => createDockerExecutor({ ...settings, host: engine.host, images });

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
    expect(said.slice(0, 1)).toEqual([`The image ${TEST_IMAGE} is used in place of aws/codebuild/standard:7.0`]);
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
    expect(HostConfig).toMatchObject({
      ...{ Memory: 64 * 2 ** 20, MemorySwap: 64 * 2 ** 20, NanoCpus: 5e8, PidsLimit: 16_384 },
      Privileged: false,
    });
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

  it('gives a build that asks for more than there is all of it, and says so', async () => {
    const folder = makeWorkFolder('true', { image: TEST_IMAGE, cpus: 4096, memoryMiB: 2 ** 30 });
    const executor = create();
    const said: string[] = [];
    await executor.provision(folder.order, (line) => said.push(line), signal);
    const { container } = await executor.start(folder.order, ENTRY);
    const docker = createDockerClient(engine.host);
    const { NCPU } = await docker.call<{ NCPU: number }>('GET', '/info');
    const { HostConfig } = await docker.call<{ HostConfig: object }>('GET', `/containers/${container}/json`);
    expect(HostConfig).toMatchObject({ NanoCpus: NCPU * 1e9 });
    expect(said.join()).toContain(`this build gets ${NCPU} vCPUs`);
    await executor.dispose(folder.order);
    folder.remove();
  });

  it('lets a build of Lambda compute write its own files and /tmp only', async () => {
    const script = 'touch /tmp/a && echo "tmp $HOME"; touch "$root/b" && echo own; touch /etc/c || echo "not /etc"';
    const folder = makeWorkFolder(script, { image: TEST_IMAGE, writesOnlyTemporary: true });
    const executor = create();
    const handle = await executor.start(folder.order, ENTRY);
    await until(async () => (await executor.observe(handle)).state === 'gone');
    expect(folder.output()).toMatch(/tmp \/tmp\nown\n.*not \/etc\n/s);
    await executor.dispose(folder.order);
    folder.remove();
  });

  it('puts files into a build before it starts, takes them out when it has ended, and reads those of the image', async () => {
    const folder = makeWorkFolder(
      'cat /root/.tool/given; mkdir -p /root/.tool/made && echo made > /root/.tool/made/file',
      {
        image: TEST_IMAGE,
      },
    );
    const executor = create();
    const { ownFiles } = executor;
    if (!ownFiles) throw new Error('containers have files of their own');
    const tarFile = join(folder.order.workFolder, 'files.tar');
    mkdirSync(join(folder.order.workFolder, 'in/root/.tool'), { recursive: true });
    writeFileSync(join(folder.order.workFolder, 'in/root/.tool/given'), 'given\n');
    execFileSync('tar', ['-C', join(folder.order.workFolder, 'in'), '-cf', tarFile, 'root/.tool/given']);
    await ownFiles.put(folder.order, ENTRY, tarFile);
    const handle = await executor.start(folder.order, ENTRY);
    await until(async () => (await executor.observe(handle)).state === 'gone');
    expect(folder.output()).toBe('given\n');
    expect(await ownFiles.take(folder.order, '/root/.tool', tarFile)).toBe(true);
    expect(execFileSync('tar', ['-xOf', tarFile, '.tool/made/file']).toString()).toBe('made\n');
    expect(await ownFiles.take(folder.order, '/root/.none', tarFile)).toBe(false);
    expect(await ownFiles.readImage(folder.order, '/bin/none')).toBeUndefined();
    expect(await ownFiles.readImage(folder.order, '/etc/motd')).toBe('hello from the image\n');
    // As a server leaves it that dies while it reads.
    const docker = createDockerClient(engine.host);
    const { id } = folder.order;
    await docker.call('POST', `/containers/create?name=codeyard-${id}-image`, { Image: TEST_IMAGE, Cmd: ['true'] });
    await executor.dispose(folder.order);
    const left = await docker.call<{ Names: string[] }[]>('GET', '/containers/json?all=true');
    expect(left.filter(({ Names }) => Names.join().includes(id))).toEqual([]);
    folder.remove();
  });

  /** Everything of the engine's that builds could leave behind, by name. */
  async function networks(): Promise<string[]> {
    const docker = createDockerClient(engine.host);
    return (await docker.call<{ Name: string }[]>('GET', '/networks')).map(({ Name }) => Name).sort();
  }

  it('gives every build a network of its own on its own addresses, and takes away no other', async () => {
    const docker = createDockerClient(engine.host);
    await docker.call('POST', '/networks/create', { Name: 'somebody-elses', Driver: 'bridge' });
    const before = await networks();
    const executor = createDockerExecutor({
      ...settings,
      host: engine.host,
      network: 'private',
      subnets: '10.99.7.0/27',
    });
    // The range has two networks; which is tried first, their ids decide.
    const [one, two, three] = ['one', 'two', 'three'].map(() =>
      makeWorkFolder('ip -o -4 addr; sleep 60', { image: TEST_IMAGE }),
    );
    if (!one || !two || !three) throw new Error('there are three');
    const addresses: (string | undefined)[] = [];
    for (const { order, output } of [one, two]) {
      for (let twice = 0; twice < 2; twice++) await executor.provision(order, () => {}, signal);
      await executor.start(order, ENTRY);
      await until(() => output().includes('eth0'));
      addresses.push(/inet (10\.99\.7\.\d+)\/28/.exec(output())?.[1]);
    }
    expect(addresses.map((address) => Number(address?.split('.')[3]) >> 4).sort()).toEqual([0, 1]);
    expect(await networks()).toHaveLength(before.length + 3);
    await expect(executor.provision(three.order, () => {}, signal)).rejects.toMatchObject({
      name: 'ProvisioningError',
      message: expect.stringMatching(/private network could not be made: .*overlap.*--docker-subnets$/i),
    });
    for (const { order, remove } of [one, two, three]) {
      for (let twice = 0; twice < 2; twice++) await executor.dispose(order);
      remove();
    }
    expect(await networks()).toEqual([...before, 'codeyard-gate'].sort());
    await docker.call('DELETE', '/networks/somebody-elses');
  }, 60_000);

  it('lets builds reach the server at the address that AWS uses, and says when it cannot', async () => {
    const heard: string[] = [];
    const server = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.end('this is the server');
    });
    let port = 0;
    const open = async (address: string) => {
      server.listen(0, address);
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
      return { port, hasPort80: false };
    };
    const options = { ...settings, host: engine.host, network: 'private' };
    const executor = createDockerExecutor({ ...options, openGate: open });
    const said: string[] = [];
    const folder = makeWorkFolder('until [ -s "$root/ask" ]; do sleep 0.1; done; . "$root/ask"', { image: TEST_IMAGE });
    await executor.provision(folder.order, (line) => said.push(line), signal);
    expect(await executor.reach?.('http://127.0.0.1:1')).toEqual({
      endpoint: `http://169.254.170.2:${port}`,
      hasCredentialsAddress: false,
    });
    await executor.start(folder.order, ENTRY);
    const ask = `printf 'GET /hello HTTP/1.0\\r\\n\\r\\n' | nc -w 5 169.254.170.2 ${port}`;
    writeFileSync(join(folder.order.workFolder, 'codebuild/ask'), ask);
    await until(() => folder.output().includes('this is the server'));
    expect([heard, said]).toEqual([['/hello'], []]);
    await executor.dispose(folder.order);
    server.close();

    const refused = createDockerExecutor({ ...options, openGate: () => Promise.reject(new Error('it is elsewhere')) });
    await refused.provision(folder.order, (line) => said.push(line), signal);
    expect(said).toEqual(['The AWS API of this server cannot be reached from the build: it is elsewhere']);
    expect(await refused.reach?.('http://127.0.0.1:1')).toMatchObject({ endpoint: 'http://127.0.0.1:1' });
    await refused.dispose(folder.order);
    folder.remove();
  }, 60_000);

  it.each([
    ['nothing', {}, /^The build asks for privileged mode and runs without it: .*--docker-socket yes/, [false, 0]],
    ['the engine', { socketForPrivileged: true }, /reaches the Docker engine/, [false, 1]],
    ['all', { allowPrivileged: true }, /nothing keeps it from this machine/, [true, 0]],
  ])('lets privileged builds have %s, as the administrator says', async (_, allowed, line, [unbound, sockets]) => {
    const folder = makeWorkFolder('true', { image: TEST_IMAGE, privileged: true });
    const executor = createDockerExecutor({ ...settings, ...allowed, host: engine.host });
    const said: string[] = [];
    await executor.provision(folder.order, (text) => said.push(text), signal);
    expect(said[0]).toMatch(line);
    // Where the tests' own sandbox is bound, an unbound container is made and does not start.
    await executor.start(folder.order, ENTRY).catch((error: Error) => expect(error.name).toBe('ProvisioningError'));
    const docker = createDockerClient(engine.host);
    const { HostConfig } = await docker.call<{ HostConfig: { Privileged: boolean; Binds: string[] } }>(
      'GET',
      `/containers/codeyard-${folder.order.id}/json`,
    );
    expect(HostConfig.Privileged).toBe(unbound);
    expect(HostConfig.Binds.filter((bind) => bind.endsWith(':/var/run/docker.sock'))).toHaveLength(Number(sockets));
    await executor.dispose(folder.order);
    folder.remove();
  });

  it('says why a container cannot be started, once and for all', async () => {
    const folder = makeWorkFolder('true', { image: TEST_IMAGE, memoryMiB: 1 });
    const executor = create();
    await executor.provision(folder.order, () => {}, signal);
    await expect(executor.start(folder.order, ENTRY)).rejects.toMatchObject({
      ...{ name: 'ProvisioningError', code: 'CLIENT_ERROR' },
      message: expect.stringMatching(/^The build container could not be started: .*memory limit/s),
    });
    await executor.dispose(folder.order);
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

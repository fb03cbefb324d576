import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createDockerClient } from '../../packages/compute/src/executors/docker/docker-client.ts';
import {
  type DockerEngine,
  startDockerEngine,
  TEST_IMAGE,
} from '../../packages/compute/src/executors/testing/docker-engine.ts';
import { type MortalServer, startMortalServer } from './kill-switch.ts';
import { startRegistry } from './registry.ts';
import { CURATED } from './watched-builds.ts';

/** Where the builds of a server run that is killed, and what else there is. */
export interface BuildGround {
  readonly server: MortalServer;
  /** Before a build is started of which nothing was there before. */
  makeReady(): Promise<void>;
  /** What others have there that looks like ours. */
  others(): Promise<readonly string[]>;
  /** What is left of ours, besides processes and folders. */
  leftovers(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function processGround(): Promise<BuildGround> {
  const server = await startMortalServer();
  return {
    server,
    makeReady: async () => undefined,
    others: async () => [],
    leftovers: async () => [],
    stop: () => server.stop(),
  };
}

const SOMEBODYS = 'codeyard-of-somebody';

/** An engine with containers and networks of its own, and an image in a registry. */
export async function dockerGround(): Promise<BuildGround> {
  const engine = await startDockerEngine();
  try {
    return await groundOn(engine);
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

async function groundOn(engine: DockerEngine): Promise<BuildGround> {
  const registry = await startRegistry();
  const docker = (...argv: string[]) => promisify(execFile)('docker', ['-H', engine.host, ...argv]);
  const image = `${registry.address}/tools:1`;
  await docker('tag', TEST_IMAGE, image);
  await docker('push', '--quiet', image);
  await docker('network', 'create', SOMEBODYS);
  await docker('run', '--detach', '--name', SOMEBODYS, '--network', 'none', TEST_IMAGE, 'sleep', '86400');
  const settings = ['--executor', 'docker', '--docker-host', engine.host, '--image', `${CURATED}=${image}`];
  const server = await startMortalServer(settings);
  const client = createDockerClient(engine.host);

  async function list(): Promise<string[]> {
    const containers = await client.call<{ Names: string[]; State: string }[]>('GET', '/containers/json?all=true');
    const networks = await client.call<{ Name: string }[]>('GET', '/networks');
    return [
      ...containers.map(({ Names, State }) => `container ${Names[0]} ${State}`),
      ...networks.map(({ Name }) => `network ${Name}`),
    ];
  }
  const isOthers = (line: string) => line.includes(SOMEBODYS);
  // The gate is there for good: it may serve other servers, too.
  const isOurs = (line: string) => line.includes('codeyard-') && !isOthers(line) && !line.endsWith('codeyard-gate');

  return {
    server,
    async makeReady() {
      await docker('image', 'rm', image);
    },
    others: async () => (await list()).filter(isOthers),
    leftovers: async () => (await list()).filter(isOurs),
    async stop() {
      await server.stop();
      registry.stop();
      await docker('rm', '--force', SOMEBODYS);
      await engine.stop();
    },
  };
}

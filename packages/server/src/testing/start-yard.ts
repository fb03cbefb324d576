import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor } from '@codeyard/compute/executors/executor';
import { type Codeyard, compose } from '../compose.ts';
import { type Config, readConfig } from '../config.ts';
import { openDataFolder } from '../data-folder/data-folder.ts';
import { createExecutors, createMachines } from '../executors.ts';
import { createContainerGate } from '../gateway/container-gate.ts';
import { createHttpServer, takeUpgrades } from '../gateway/http-server.ts';
import type { ServiceContext } from '../gateway/service.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { randomIds } from '../platform/ids.ts';
import { createLogger } from '../platform/logger.ts';
import { createSources } from '../sources.ts';
import { createTestDatabase } from './test-database.ts';

export interface YardOptions {
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
  /** Added to the real ones. */
  readonly executors?: Readonly<Record<string, Executor>>;
}

/** A whole Codeyard in this process, on a free port, with a data folder of its own. */
export interface Yard {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly dataFolder: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  /** An SDK client of this yard: `yard.client(CodeBuildClient)`. */
  client<Client>(
    Constructor: new (configuration: ClientConfiguration) => Client,
    overrides?: Partial<ClientConfiguration>,
  ): Client;
  /** The yard's own database, queue and in-process clients. */
  readonly context: ServiceContext;
  /** Environment for the aws CLI and for builds of the SDK in child processes. */
  readonly environment: Record<string, string>;
  /** Stops serving and working, then goes on with the same data (on the same port). */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface ClientConfiguration {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  maxAttempts: number;
  forcePathStyle: boolean;
  disableHostPrefix?: boolean;
}

export async function startYard(options: YardOptions = {}): Promise<Yard> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'codeyard-test-'));
  const database = await createTestDatabase(dataFolder);
  const config: Config = {
    ...readConfig(['--data', dataFolder, '--log-level', 'error', '--poll-seconds', '0'], {}),
    database: database.url,
    ...options.config,
  };
  const data = await openDataFolder(dataFolder, randomIds);
  let running = await serve(0);
  const { port } = running.server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;

  async function serve(onPort: number) {
    const logger = createLogger(config.logLevel);
    let listening = onPort;
    const address = () => `http://127.0.0.1:${listening}`;
    const gate = createContainerGate({
      listener: (request, response) => codeyard.listener(request, response),
      ...{ host: '127.0.0.1', port: () => listening },
    });
    const executors = { ...createExecutors(config, gate.open), ...options.executors };
    const clock = options.clock ?? systemClock;
    const sources = createSources(config.sources);
    const machines = createMachines(config, data.machines);
    const surroundings = { config, data, clock, ids: randomIds, logger, executors, sources, machines };
    const codeyard: Codeyard = compose({ ...surroundings, endpoint: address });
    const server = createHttpServer(codeyard.listener);
    takeUpgrades(server, codeyard.upgrades);
    server.listen(onPort, '127.0.0.1');
    await once(server, 'listening');
    listening = (server.address() as AddressInfo).port;
    await codeyard.start();
    return { server, gate, codeyard };
  }

  async function halt() {
    const stopped = running.codeyard.stop();
    running.gate.close();
    running.server.closeAllConnections();
    running.server.close();
    await stopped;
  }

  const configuration: ClientConfiguration = {
    endpoint,
    region: config.region,
    credentials: data.rootKey,
    maxAttempts: 1,
    forcePathStyle: true,
  };
  return {
    endpoint,
    region: config.region,
    account: config.account,
    dataFolder,
    credentials: data.rootKey,
    client: (Constructor, overrides) => new Constructor({ ...configuration, ...overrides }),
    get context() {
      return running.codeyard.context;
    },
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: config.region,
      AWS_DEFAULT_REGION: config.region,
      AWS_ACCESS_KEY_ID: data.rootKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: data.rootKey.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    },
    async restart() {
      await halt();
      running = await serve(port);
    },
    async stop() {
      await halt();
      await database.drop();
      // What still ends may write a last file meanwhile.
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

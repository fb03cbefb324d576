import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { randomIds } from '../../platform/ids.ts';
import { type Logger, silentLogger } from '../../platform/logger.ts';
import { createGateway, type GatewayParts } from '../create-gateway.ts';
import type { Credentials } from '../credentials.ts';
import { createHttpServer } from '../http-server.ts';
import type { Caller, RequestContext } from '../request-context.ts';
import type { Service } from '../service.ts';

export const TEST_KEY = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'test-secret' };
export const TEST_CALLER: Caller = { kind: 'root', arn: 'arn:aws:iam::123456789012:root', userId: '123456789012' };

/** What a toy operation does with its input. */
export type ToyOperation = (input: never, request: RequestContext) => object | undefined | Promise<object | undefined>;

/** A service that is nothing but its operations, kept in memory by whoever writes them. */
export function toyService(
  name: Service['name'],
  sdkClient: string,
  { operations, notYet = [] }: { operations: Record<string, ToyOperation>; notYet?: readonly string[] },
): Service {
  return {
    name,
    sdkClient,
    operations: Object.entries(operations).map(([operation, handle]) => ({
      name: operation,
      handle: async (input, request) => handle(input as never, request),
    })),
    notYet,
    workers: [],
    migrations: {},
  };
}

export interface RunningGateway {
  readonly endpoint: string;
  readonly port: number;
  readonly server: Server;
  /** What an SDK client of this gateway is made with. */
  readonly client: {
    endpoint: string;
    region: string;
    credentials: typeof TEST_KEY;
    maxAttempts: number;
  };
  stop(): Promise<void>;
}

interface GatewayOptions {
  readonly services: readonly Service[];
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Besides the test key. */
  readonly credentials?: Readonly<Record<string, Credentials>>;
  readonly adminRoutes?: NonNullable<GatewayParts['adminRoutes']>;
}

/** A gateway on a free port before toy services. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { services, clock = systemClock, logger = silentLogger, credentials = {}, adminRoutes } = options;
  const known = new Map(Object.entries(credentials));
  known.set(TEST_KEY.accessKeyId, { secretAccessKey: TEST_KEY.secretAccessKey, caller: TEST_CALLER });
  const listener = createGateway({
    services,
    findCredentials: async (accessKeyId) => known.get(accessKeyId),
    region: 'us-east-1',
    account: '123456789012',
    clock,
    logger,
    newRequestId: randomIds.uuid,
    ...(adminRoutes && { adminRoutes }),
  });
  const server = createHttpServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    port,
    server,
    client: { endpoint, region: 'us-east-1', credentials: TEST_KEY, maxAttempts: 1 },
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

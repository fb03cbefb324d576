import type { Database, Db, Migrations } from '../database/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Ids } from '../platform/ids.ts';
import type { Logger } from '../platform/logger.ts';
import type { Vault } from '../platform/vault.ts';
import type { Worker, WorkQueue } from '../work-queue/work-queue.ts';
import type { AwsClients } from './aws-clients.ts';
import type { Operation } from './operation.ts';
import type { Caller, RequestContext } from './request-context.ts';

/** What every service is given. What only one service needs is a further parameter of its constructor. */
export interface ServiceContext {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly database: Database;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly vault: Vault;
  readonly logger: Logger;
  /** The other services, called as this service's own principal. Never inside a transaction. */
  readonly aws: AwsClients;
  /** The other services, called as somebody else. */
  readonly awsAs: (caller: Caller) => AwsClients;
  /** Queues an EventBridge event in the transaction of the change it tells of; events of one key stay in order. */
  readonly emitEvent: (tx: Db, event: ServiceEvent) => Promise<void>;
  /** Where clients reach this server, such as `http://127.0.0.1:4600`; known once it listens. */
  readonly endpoint: () => string;
}

/** An event as AWS services send them to the default bus. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** Milliseconds since the epoch; now when left out. */
  readonly time?: number;
  readonly key?: string;
}

/** An operation with its dependencies bound: what the gateway calls. */
export interface BoundOperation {
  readonly name: string;
  readonly handle: (input: unknown, request: RequestContext) => Promise<object | undefined | void>;
}

/** One AWS service as the gateway and compose.ts see it. */
export interface Service {
  /** The folder, the key in `AwsClients` and the signing name of most services: `codebuild`. */
  readonly name: keyof AwsClients;
  /** The SDK client it answers for: `codebuild` is `@aws-sdk/client-codebuild`. */
  readonly sdkClient: string;
  readonly operations: readonly BoundOperation[];
  /** Operations of the model that do not exist yet: refused by name. */
  readonly notYet: readonly string[];
  /** Operations that need no signature: what they are given, such as a token, is their own proof. */
  readonly openToAll?: readonly string[];
  readonly workers: readonly Worker[];
  readonly migrations: Migrations;
  /** Runs once after the tables are up to date and before the first request. */
  readonly start?: () => Promise<void>;
  /** Runs once, as soon as the server stops: ends what does not outlive it, so that work under way need not wait for it. */
  readonly stop?: () => Promise<void>;
}

/** Binds a service's operations to what they need. */
export function bindOperations<Deps extends object>(
  operations: readonly Operation<Deps>[],
  deps: Deps,
): BoundOperation[] {
  return operations.map(({ name, handle }) => ({
    name,
    handle: (input, request) => handle(input as never, { ...deps, request }),
  }));
}

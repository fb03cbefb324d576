import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3 } from '@aws-sdk/client-s3';
import { openDatabase } from '../../../database/open-database.ts';
import type { AwsClients } from '../../../gateway/aws-clients.ts';
import { inProcessClients } from '../../../gateway/in-process-clients.ts';
import type { Caller } from '../../../gateway/request-context.ts';
import type { Service, ServiceContext, ServiceEvent } from '../../../gateway/service.ts';
import { createFileObjectStore } from '../../../objects/file-object-store.ts';
import type { ObjectStore } from '../../../objects/object-store.ts';
import { type Clock, systemClock } from '../../../platform/clock.ts';
import { randomIds } from '../../../platform/ids.ts';
import { silentLogger } from '../../../platform/logger.ts';
import { createVault } from '../../../platform/vault.ts';
import { createTestDatabase } from '../../../testing/test-database.ts';
import { createWorkQueue } from '../../../work-queue/create-work-queue.ts';
import { workQueueMigrations } from '../../../work-queue/migrations.ts';
import { createS3 } from '../index.ts';

/** This service alone, called the way our other services call it: no HTTP in between. */
export interface LoneS3 {
  readonly s3: S3;
  readonly service: Service;
  readonly context: ServiceContext;
  readonly objects: ObjectStore;
  /** Where the bytes are. */
  readonly objectsFolder: string;
  /** What was sent to EventBridge. */
  readonly events: readonly ServiceEvent[];
  stop(): Promise<void>;
}

const CALLER: Caller = { kind: 'root', arn: 'arn:aws:iam::123456789012:root', userId: '123456789012' };

export async function startS3({ clock = systemClock, region = 'us-east-1' }: { clock?: Clock; region?: string } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-s3-'));
  const test = await createTestDatabase(folder);
  const database = openDatabase(test.url);
  const queue = createWorkQueue({ database, clock, ids: randomIds, logger: silentLogger });
  const services: Service[] = [];
  const events: ServiceEvent[] = [];
  const endpoint = () => 'http://s3.test';
  const awsAs = (caller: Caller): AwsClients =>
    inProcessClients({ services: () => services, newRequestId: () => randomIds.uuid(), endpoint }, caller);
  const context: ServiceContext = {
    account: '123456789012',
    region,
    database,
    queue,
    clock,
    ids: randomIds,
    vault: createVault(randomIds.bytes(32)),
    logger: silentLogger,
    aws: awsAs(CALLER),
    awsAs,
    emitEvent: async (tx, event) => tx.afterCommit(() => events.push(event)),
    endpoint,
  };
  const objectsFolder = join(folder, 'objects');
  const objects = createFileObjectStore(objectsFolder, randomIds);
  const service = createS3(context, { objects });
  services.push(service);
  await database.migrate({ ...workQueueMigrations, ...service.migrations });
  await service.start?.();
  await queue.start(service.workers);
  const lone: LoneS3 = {
    s3: context.aws.s3,
    service,
    context,
    objects,
    objectsFolder,
    events,
    async stop() {
      await queue.stop();
      await database.close();
      await test.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return lone;
}

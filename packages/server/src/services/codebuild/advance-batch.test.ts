import { CodeBuildClient, DeleteProjectCommand } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceEvent } from '../../gateway/service.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import type { WorkItem } from '../../work-queue/work-queue.ts';
import { advanceBatch, advanceBatchIn, type BatchOrder } from './advance-batch.ts';
import { advanceBuild } from './advance-build.ts';
import type { Parts } from './parts.ts';
import { type Batch, findGroup } from './rules/batch/batch.ts';
import { task } from './rules/batch/testing/play-batch.ts';
import { findBatch } from './store/batches.ts';
import { listBuildKeys } from './store/builds.ts';
import { submitBatch } from './submit-batch.ts';
import { batchLab } from './testing/batch-lab.ts';
import { spec } from './testing/build-lab.ts';
import { batchWorker } from './workers/run-batch.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await startYard({ config: { concurrentBuilds: 0 } });
});
afterAll(() => yard.stop());

/** A batch whose orders only this test carries out: each of them twice, as after a crash. */
async function submit() {
  const orders: BatchOrder[] = [];
  const told: ServiceEvent[] = [];
  const queue = {
    enqueue: async (_: unknown, { kind, payload, runAt }: WorkItem) => {
      if (kind === 'codebuild.batch' && runAt === undefined) orders.push(payload as BatchOrder);
    },
    cancel: async () => undefined,
  };
  const emitEvent = async (_: unknown, event: ServiceEvent) => void told.push(event);
  const parts = { ...yard.context, concurrentBuilds: 0, queue, emitEvent } as unknown as Parts;
  const projectName = await batchLab(yard).batchProject(spec({ build: ['true'] }));
  const { id } = await submitBatch(parts, { projectName, input: {}, initiator: 'me' });
  const worker = batchWorker(parts);
  const signal = new AbortController().signal;
  return {
    parts,
    id,
    projectName,
    told,
    orders,
    async carryOut() {
      const due = orders.splice(0);
      for (const order of [...due, ...due]) {
        if ('handle' in worker) await worker.handle(order, { signal, attempt: 1 });
      }
      return due.map(({ type }) => type);
    },
    async batch(): Promise<Batch> {
      const batch = await findBatch(parts.database, id);
      if (!batch) throw new Error('the batch is there');
      return batch;
    },
    buildId: async (identifier: string) => {
      const found = await findBatch(parts.database, id);
      return `${projectName}:${found && findGroup(found, identifier)?.attempt.uuid}`;
    },
    builds: async () =>
      (await listBuildKeys(parts.database, { project: projectName, descending: true, after: undefined, limit: 99 }))
        .length,
  };
}

/** The source was read: `a`, and `b` after it. */
async function reading(run: Awaited<ReturnType<typeof submit>>) {
  await run.carryOut();
  await run.carryOut();
  const download = await run.buildId('DOWNLOAD_SOURCE');
  const tasks = [task('a'), task('b', { dependsOn: ['a'] })].map((one) => ({
    task: one,
    uuid: run.parts.ids.uuid(),
  }));
  const uuid = download.split(':')[1] ?? '';
  await advanceBatch(run.parts, run.id, { type: 'spec-read', uuid, fastFail: false, tasks });
  await finish(run.parts, download);
}

async function finish(parts: Parts, id: string) {
  await advanceBuild(parts, id, { type: 'capacity-claimed' }, { type: 'provisioned' });
  await advanceBuild(parts, id, { type: 'batchspec-read' }, { type: 'settled' });
}

describe('the orders of a batch', () => {
  it('carried out twice start every build once', async () => {
    const run = await submit();
    expect(await run.carryOut()).toEqual(['begin']);
    expect(await run.carryOut()).toEqual(['start-build']);
    expect(await run.builds()).toBe(1);
    const other = await submit();
    await reading(other);
    expect(await other.carryOut()).toEqual(['start-build']);
    expect(await other.builds()).toBe(2);
    await finish(other.parts, await other.buildId('a'));
    await other.carryOut();
    await finish(other.parts, await other.buildId('b'));
    expect(await other.builds()).toBe(3);
    expect(await other.batch()).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('to start a build of a batch that was stopped meanwhile start nothing', async () => {
    const run = await submit();
    await reading(run);
    await advanceBatch(run.parts, run.id, { type: 'stop-requested' });
    await run.carryOut();
    expect(await run.builds()).toBe(1);
    const { groups } = await run.batch();
    expect(groups.map(({ attempt }) => attempt.status)).toEqual(['SUCCEEDED', 'STOPPED', 'STOPPED']);
  });

  it('to start a build of a project that is gone fail the batch, which says why', async () => {
    const run = await submit();
    await yard.client(CodeBuildClient).send(new DeleteProjectCommand({ name: run.projectName }));
    await run.carryOut();
    await run.carryOut();
    const batch = await run.batch();
    expect(batch.status).toBe('FAILED');
    expect(batch.phases[1]?.contexts?.[0]?.message).toMatch(/^Project cannot be found: /);
  });

  it('are given with the change that needs them or not at all', async () => {
    const run = await submit();
    await reading(run);
    run.orders.splice(0);
    const { database, queue } = yard.context;
    const real = { ...run.parts, queue };
    const failing = database.transaction(async (tx) => {
      await advanceBatchIn(tx, real, run.id, { type: 'stop-requested' });
      throw new Error('the server dies here');
    });
    await expect(failing).rejects.toThrow('dies');
    expect((await run.batch()).status).toBe('IN_PROGRESS');
  });
});

describe('what is told of a batch', () => {
  it('is its beginning, every phase that ends, and its end, all under one key', async () => {
    const run = await submit();
    await reading(run);
    await run.carryOut();
    await finish(run.parts, await run.buildId('a'));
    await run.carryOut();
    await finish(run.parts, await run.buildId('b'));
    const told = run.told.filter(({ detailType }) => detailType.startsWith('CodeBuild Build Batch'));
    const names = told.map(({ detailType, detail }) => {
      const members = detail as Record<string, string>;
      return detailType.endsWith('Phase Change')
        ? `${members['completed-phase']} ${members['completed-phase-status']}`
        : `${members['build-batch-status']} in ${members['current-phase']}`;
    });
    expect(names).toEqual([
      'IN_PROGRESS in SUBMITTED',
      'SUBMITTED SUCCEEDED',
      'DOWNLOAD_BATCHSPEC SUCCEEDED',
      'IN_PROGRESS SUCCEEDED',
      'COMBINE_ARTIFACTS SUCCEEDED',
      'SUCCEEDED in SUCCEEDED',
    ]);
    expect(new Set(told.map(({ key }) => key)).size).toBe(1);
    expect(told.at(-1)).toMatchObject({
      source: 'aws.codebuild',
      detailType: 'CodeBuild Build Batch State Change',
      resources: [expect.stringMatching(/:build-batch\//)],
      detail: {
        'project-name': run.projectName,
        'build-batch-id': expect.stringMatching(/:build-batch\//),
        'current-phase-context': '[]',
        'additional-information': { 'build-batch-number': 1, 'build-batch-complete': true, initiator: 'me' },
        version: '1',
      },
    });
  });
});

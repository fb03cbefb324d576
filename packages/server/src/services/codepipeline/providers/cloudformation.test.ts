import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_FAULTS } from '../../../faults/faults.ts';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { zipOf } from '../../../testing/zip-of.ts';
import { CLONE_REF } from '../rules/artifact-revision.ts';
import { ROLE, until } from '../testing/pipeline-lab.ts';
import { BAD, deploy, topics } from '../testing/stack-lab.ts';
import type { ActionJob, ActionProgress, Handle } from './action-provider.ts';
import { cloudformation as provider } from './cloudformation.ts';

let yard: Yard;
let stacks: CloudFormation;
let s3: S3;

beforeAll(async () => {
  yard = await startYard();
  [stacks, s3] = [yard.client(CloudFormation), yard.client(S3)];
  await s3.createBucket({ Bucket: 'artifacts' });
});

afterAll(() => yard?.stop());

/** What the worker hands to a provider for an action on a template. */
async function jobOf(name: string, template: string, configuration: Record<string, string> = {}): Promise<ActionJob> {
  const [id, Key] = [randomUUID(), `${name}/${randomUUID()}`];
  await s3.putObject({ Bucket: 'artifacts', Key, Body: zipOf({ 'template.json': template }) });
  const { context } = yard;
  const declaration = deploy(name, configuration);
  return {
    ...{ id, pipeline: name, executionId: randomUUID(), stage: 'Deploy', declaration, roleArn: ROLE, token: '' },
    resolve: (text) => ({ ok: true, text }),
    configuration: declaration.configuration ?? {},
    ...{ inputs: [{ name: 'Code', bucket: 'artifacts', key: Key }], outputs: [], overrides: [] },
    parts: {
      ...context,
      ...{ scratchFolder: join(yard.dataFolder, 'scratch', 'provider'), thirdPartySecret: '', webhookSecret: '' },
      sources: { fetch: () => Promise.reject(new Error('none')), isMapped: () => false, newest: async () => undefined },
      ...{ registry: '', pollSeconds: 0, faults: NO_FAULTS },
    },
    aws: context.aws,
    signal: new AbortController().signal,
    ...{ deadline: Number.POSITIVE_INFINITY, elapsedMs: 0 },
  };
}

const handleOf = (progress: ActionProgress): Handle => {
  if (progress.state !== 'running') throw new Error(`it ended: ${JSON.stringify(progress)}`);
  return progress.handle;
};

/** Every step is taken twice, as after a crash before what it answered was written down. */
async function twice(job: ActionJob): Promise<ActionProgress> {
  await provider.start(job);
  let progress = await provider.start(job);
  await until(async () => {
    if (progress.state !== 'running') return true;
    await provider.poll?.(job, progress.handle);
    progress = progress.state === 'running' ? ((await provider.poll?.(job, progress.handle)) ?? progress) : progress;
    return undefined;
  });
  return progress;
}

/** How often a stack came to a status. */
async function times(StackName: string, status: string): Promise<number> {
  const { StackEvents = [] } = await stacks.describeStackEvents({ StackName });
  const own = StackEvents.filter(({ PhysicalResourceId, StackId }) => PhysicalResourceId === StackId);
  return own.filter(({ ResourceStatus }) => ResourceStatus === status).length;
}

const stackIdOf = async (StackName: string) => (await stacks.describeStacks({ StackName })).Stacks?.[0]?.StackId ?? '';
const [ONE, OTHER] = [topics({ One: {} }), topics({ One: { DisplayName: 'other' } })];

describe('every step taken twice', () => {
  it('makes and updates a stack once', async () => {
    expect(await twice(await jobOf('twice', ONE))).toMatchObject({
      state: 'succeeded',
      summary: 'Stack twice was created',
    });
    expect(await twice(await jobOf('twice', OTHER))).toMatchObject({ summary: 'Stack twice was updated' });
    expect([await times('twice', 'CREATE_IN_PROGRESS'), await times('twice', 'UPDATE_IN_PROGRESS')]).toEqual([1, 1]);
  });

  it('tells of the end of what it began, though it has ended before the second', async () => {
    const job = await jobOf('late', topics({ Bad: BAD }));
    await provider.start(job);
    await until(async () => ((await times('late', 'ROLLBACK_COMPLETE')) > 0 ? true : undefined));
    expect(await provider.poll?.(job, handleOf(await provider.start(job)))).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^Failed to create stack\. Current stack status: ROLLBACK_COMPLETE/),
    });
  });

  it('replaces a failed stack once', async () => {
    const replace = { ActionMode: 'REPLACE_ON_FAILURE' };
    expect(await twice(await jobOf('again', topics({ Bad: BAD }), replace))).toMatchObject({ state: 'failed' });
    const failed = await stackIdOf('again');
    const job = await jobOf('again', ONE, replace);
    expect(handleOf(await provider.start(job))).toEqual({ stackId: failed, next: 'create' });
    expect(await twice(job)).toMatchObject({ state: 'succeeded' });
    expect(await times(failed, 'DELETE_COMPLETE')).toBe(1);
    expect(await times('again', 'CREATE_COMPLETE')).toBe(1);
    // A start long after the stack was made finds it, and does not make or update another.
    expect(handleOf(await provider.start(job))).toEqual({ stackId: await stackIdOf('again') });
  });

  it('deletes a stack once', async () => {
    await twice(await jobOf('deleted', ONE));
    const stackId = await stackIdOf('deleted');
    const job = await jobOf('deleted', ONE, { ActionMode: 'DELETE_ONLY' });
    expect(await twice(job)).toMatchObject({ state: 'succeeded' });
    expect(await times(stackId, 'DELETE_IN_PROGRESS')).toBe(1);
    expect(await provider.start(job)).toMatchObject({ state: 'succeeded', summary: 'Stack deleted does not exist' });
  });

  it('makes one change set, and executes it once', async () => {
    const ChangeSetName = 'set';
    const plan = await jobOf('planned', ONE, { ActionMode: 'CHANGE_SET_REPLACE', ChangeSetName });
    expect(await twice(plan)).toMatchObject({ state: 'succeeded', summary: 'Change set set was created' });
    expect((await stacks.listChangeSets({ StackName: 'planned' })).Summaries?.length).toBe(1);
    const job = await jobOf('planned', ONE, { ActionMode: 'CHANGE_SET_EXECUTE', ChangeSetName });
    expect(await twice(job)).toMatchObject({ state: 'succeeded', summary: 'Stack planned was created' });
    expect(await provider.poll?.(job, handleOf(await provider.start(job)))).toMatchObject({ state: 'succeeded' });
    expect(await times('planned', 'CREATE_IN_PROGRESS')).toBe(1);
  });

  it('stops what there may be no more to stop of', async () => {
    const job = await jobOf('stopped', ONE);
    await twice(job);
    const stackId = await stackIdOf('stopped');
    for (const handle of [{ stackId }, { stackId: `${stackId}x` }, {}]) await provider.stop?.(job, handle);
    expect((await stacks.describeStacks({ StackName: stackId })).Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
  });
});

describe('a fault that is no answer of CloudFormation', () => {
  it('is left to the queue, which tries again', async () => {
    const job = await jobOf('fault', ONE);
    const aborted = { ...job, signal: AbortSignal.abort() };
    await expect(provider.start(aborted)).rejects.toThrow(/abort/);
    expect(await twice(job)).toMatchObject({ state: 'succeeded' });
  });
});

describe('an artifact that cannot be used', () => {
  it.each([
    ['is no archive', { Body: 'text' }, /^An artifact cannot be read: /],
    [
      'only names a commit',
      { Body: '{}', Metadata: { [CLONE_REF]: 'true' } },
      /^The artifact \[Code\] is a CODEBUILD_CLONE_REF/,
    ],
    ['is gone', undefined, /^The artifact \[Code\] is gone: /],
  ])('because it %s fails the action', async (what, object, message) => {
    const job = await jobOf(what.replaceAll(' ', '-'), ONE);
    const place = { Bucket: 'artifacts', Key: job.inputs[0]?.key };
    await (object ? s3.putObject({ ...place, ...object }) : s3.deleteObject(place));
    expect(await provider.start(job)).toEqual({
      ...{ state: 'failed', code: 'ConfigurationError' },
      message: expect.stringMatching(message),
    });
  });
});

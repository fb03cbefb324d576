import {
  BatchGetBuildBatchesCommand,
  BatchGetProjectsCommand,
  CodeBuildClient,
  DeleteBuildBatchCommand,
  ListBuildBatchesCommand,
  ListBuildBatchesForProjectCommand,
  RetryBuildBatchCommand,
  StartBuildBatchCommand,
  StopBuildBatchCommand,
  UpdateProjectCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { BATCH_ROLE, type BatchLab, batchLab, batchPhases } from '../testing/batch-lab.ts';

/** No build leaves the queue here: what is asked for is only what the API says. */
let yard: Yard;
let lab: BatchLab;
let codebuild: CodeBuildClient;
beforeAll(async () => {
  yard = await startYard({ config: { concurrentBuilds: 0 } });
  lab = batchLab(yard);
  codebuild = yard.client(CodeBuildClient);
});
afterAll(() => yard.stop());

const SPEC = 'version: 0.2\nbatch: {build-list: [{identifier: a}]}\nphases: {build: {commands: ["true"]}}';
const refused = (name: string, message: string | RegExp = /./) => ({ name, message: expect.stringMatching(message) });

describe('a project’s batch configuration', () => {
  it('is echoed with the defaults that AWS fills in', async () => {
    const name = await lab.batchProject(SPEC, {
      serviceRole: 'batch-role',
      batchReportMode: 'REPORT_AGGREGATED_BATCH',
    });
    const { projects } = await codebuild.send(new BatchGetProjectsCommand({ names: [name] }));
    expect(projects?.[0]?.buildBatchConfig).toEqual({
      serviceRole: BATCH_ROLE,
      restrictions: { maximumBuildsAllowed: 100 },
      timeoutInMins: 480,
      batchReportMode: 'REPORT_AGGREGATED_BATCH',
    });
  });

  it.each([
    [{ serviceRole: 'arn:aws:iam::1:role/x' }],
    [{ timeoutInMins: 0 }],
    [{ restrictions: { maximumBuildsAllowed: 0 } }],
  ])('%j is refused', async (config) => {
    await expect(lab.batchProject(SPEC, config)).rejects.toMatchObject(refused('InvalidInputException'));
  });

  it('can be taken away, and then there are no batches', async () => {
    const name = await lab.batchProject(SPEC);
    await codebuild.send(new UpdateProjectCommand({ name, buildBatchConfig: {} }));
    await expect(lab.startBatch(name)).rejects.toMatchObject(refused('InvalidInputException', /serviceRole/));
    const override = { buildBatchConfigOverride: { serviceRole: BATCH_ROLE } };
    await expect(lab.startBatch(name, override)).resolves.toMatch(/:/);
  });
});

describe('StartBuildBatch', () => {
  it('answers a submitted batch without phases and groups', async () => {
    const projectName = await lab.batchProject(SPEC);
    const { buildBatch } = await codebuild.send(
      new StartBuildBatchCommand({
        projectName,
        buildTimeoutInMinutesOverride: 7,
        reportBuildBatchStatusOverride: false,
        buildBatchConfigOverride: { timeoutInMins: 9 },
        debugSessionEnabled: true,
      }),
    );
    expect(buildBatch).toMatchObject({
      arn: `arn:aws:codebuild:${yard.region}:${yard.account}:build-batch/${buildBatch?.id}`,
      buildBatchNumber: 1,
      buildBatchStatus: 'IN_PROGRESS',
      complete: false,
      currentPhase: 'SUBMITTED',
      initiator: 'root',
      artifacts: { location: '' },
      buildTimeoutInMinutes: 7,
      queuedTimeoutInMinutes: 480,
      debugSessionEnabled: true,
      source: { reportBuildStatus: false },
      buildBatchConfig: { serviceRole: BATCH_ROLE, restrictions: { maximumBuildsAllowed: 100 }, timeoutInMins: 9 },
    });
    expect(buildBatch).not.toHaveProperty('phases');
    expect(buildBatch).not.toHaveProperty('buildGroups');
  });

  it('asks for a build that reads the source, which belongs to the batch', async () => {
    const id = await lab.startBatch(await lab.batchProject(SPEC));
    const batch = await lab.untilBatch(id, ({ currentPhase }) => currentPhase === 'DOWNLOAD_BATCHSPEC');
    const [group] = batch.buildGroups ?? [];
    expect(group).toMatchObject({ identifier: 'DOWNLOAD_SOURCE', ignoreFailure: false });
    expect(group).not.toHaveProperty('dependsOn');
    const arn = group?.currentBuildSummary?.arn ?? '';
    const build = await eventually(() => lab.get(arn));
    expect(build).toMatchObject({ buildBatchArn: batch.arn, currentPhase: 'QUEUED', initiator: 'root' });
  });

  it('of an unknown project, or of one without a batch configuration, is refused', async () => {
    await expect(lab.startBatch('nobody')).rejects.toMatchObject(
      refused('ResourceNotFoundException', '^Project cannot be found: arn:.*:project/nobody$'),
    );
    await expect(lab.startBatch(await lab.project(SPEC))).rejects.toMatchObject(refused('InvalidInputException'));
  });

  it('with the token of the last five minutes starts nothing new, and other parameters are refused', async () => {
    const project = await lab.batchProject(SPEC);
    const idempotencyToken = 'one-batch';
    const ids = await Promise.all(Array.from({ length: 9 }, () => lab.startBatch(project, { idempotencyToken })));
    expect(new Set(ids).size).toBe(1);
    await expect(lab.startBatch(project, { idempotencyToken, imageOverride: 'y' })).rejects.toMatchObject(
      refused('InvalidInputException'),
    );
    await expect(lab.start(project, { idempotencyToken })).rejects.toMatchObject(refused('InvalidInputException'));
  });

  it.each([
    [{ buildTimeoutInMinutesOverride: 4 }],
    [{ sourceTypeOverride: 'CODEPIPELINE' as const }],
    [{ buildspecOverride: 'buildspec.yml' }],
    [{ buildBatchConfigOverride: { serviceRole: 'arn:nonsense' } }],
  ])('with %j is refused', async (change) => {
    await expect(lab.startBatch(await lab.batchProject(SPEC), change)).rejects.toMatchObject(
      refused('InvalidInputException'),
    );
  });
});

describe('BatchGetBuildBatches', () => {
  it('takes ids and ARNs, names those it does not know, and refuses what is no id', async () => {
    const get = (ids: string[]) => codebuild.send(new BatchGetBuildBatchesCommand({ ids }));
    const id = await lab.startBatch(await lab.batchProject(SPEC));
    const { arn } = await lab.getBatch(id);
    const found = await get([id, `${arn}`, 'web-app:abc']);
    expect(found.buildBatches?.map((batch) => batch.id)).toEqual([id, id]);
    expect(found.buildBatchesNotFound).toEqual(['web-app:abc']);
    expect(await get([])).toMatchObject({ buildBatches: [], buildBatchesNotFound: [] });
    await expect(get(['no-colon'])).rejects.toMatchObject(refused('InvalidInputException'));
  });
});

describe('listing batches', () => {
  it('goes in pages as large as asked for, the newest first, by status when asked', async () => {
    const projectName = await lab.batchProject(SPEC);
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await lab.startBatch(projectName));
    await codebuild.send(new StopBuildBatchCommand({ id: `${ids[2]}` }));
    const list = (input: object) => codebuild.send(new ListBuildBatchesForProjectCommand({ projectName, ...input }));
    const first = await list({ maxResults: 3 });
    expect(first.ids).toEqual([ids[4], ids[3], ids[2]]);
    const rest = await list({ maxResults: 3, nextToken: first.nextToken });
    expect(rest.ids).toEqual([ids[1], ids[0]]);
    expect(rest.nextToken).toBeUndefined();
    expect((await list({ filter: { status: 'STOPPED' } })).ids).toEqual([ids[2]]);
    expect((await list({ sortOrder: 'ASCENDING' })).ids).toEqual(ids);
    const all = await codebuild.send(new ListBuildBatchesCommand({ filter: { status: 'STOPPED' } }));
    expect(all.ids).toContain(ids[2]);
    expect(all.ids).not.toContain(ids[1]);
  });

  it('of a project that is not there says so', async () => {
    const list = codebuild.send(new ListBuildBatchesForProjectCommand({ projectName: 'nobody' }));
    await expect(list).rejects.toMatchObject(refused('ResourceNotFoundException'));
  });

  it('numbers batches by themselves', async () => {
    const projectName = await lab.batchProject(SPEC);
    await lab.start(projectName);
    const [first, second] = [await lab.startBatch(projectName), await lab.startBatch(projectName)];
    expect((await lab.getBatch(first)).buildBatchNumber).toBe(1);
    expect((await lab.getBatch(second)).buildBatchNumber).toBe(2);
  });
});

describe('StopBuildBatch', () => {
  it('ends the batch at once and its queued build with it; a second time answers it as it is', async () => {
    const id = await lab.startBatch(await lab.batchProject(SPEC));
    await lab.untilBatch(id, ({ currentPhase }) => currentPhase === 'DOWNLOAD_BATCHSPEC');
    const { buildBatch } = await codebuild.send(new StopBuildBatchCommand({ id }));
    expect(buildBatch).toMatchObject({ buildBatchStatus: 'STOPPED', complete: true, currentPhase: 'STOPPED' });
    expect(buildBatch?.endTime).toBeInstanceOf(Date);
    expect(batchPhases(buildBatch ?? {})).toEqual(['SUBMITTED SUCCEEDED', 'DOWNLOAD_BATCHSPEC STOPPED', 'STOPPED']);
    const done = await lab.finishBatch(id);
    expect(done.buildGroups?.[0]?.currentBuildSummary?.buildStatus).toBe('STOPPED');
    expect((await codebuild.send(new StopBuildBatchCommand({ id }))).buildBatch).toEqual(done);
  });

  it('of what is not there, or no id, is refused', async () => {
    const stop = (id: string) => codebuild.send(new StopBuildBatchCommand({ id }));
    await expect(stop('a:b')).rejects.toMatchObject(refused('ResourceNotFoundException'));
    await expect(stop('no-colon')).rejects.toMatchObject(refused('InvalidInputException'));
  });
});

describe('RetryBuildBatch', () => {
  it('of a batch that has not failed is refused', async () => {
    const id = await lab.startBatch(await lab.batchProject(SPEC));
    const retry = () => codebuild.send(new RetryBuildBatchCommand({ id }));
    await expect(retry()).rejects.toMatchObject(refused('InvalidInputException', /IN_PROGRESS/));
    await codebuild.send(new StopBuildBatchCommand({ id }));
    await expect(retry()).rejects.toMatchObject(refused('InvalidInputException', /STOPPED/));
  });
});

describe('DeleteBuildBatch', () => {
  const remove = (id: string) => codebuild.send(new DeleteBuildBatchCommand({ id }));

  it('deletes a batch that is over with its builds, and no other', async () => {
    const id = await lab.startBatch(await lab.batchProject(SPEC));
    await lab.untilBatch(id, ({ currentPhase }) => currentPhase === 'DOWNLOAD_BATCHSPEC');
    expect(await remove(id)).toMatchObject({ statusCode: 'BATCH_IN_PROGRESS', buildsDeleted: [] });
    await codebuild.send(new StopBuildBatchCommand({ id }));
    const batch = await lab.finishBatch(id);
    const arn = batch.buildGroups?.[0]?.currentBuildSummary?.arn ?? '';
    await eventually(async () => expect((await remove(id)).statusCode).toBe('BATCH_DELETED'));
    await expect(lab.getBatch(id)).rejects.toThrow('there is no batch');
    await expect(lab.get(arn)).rejects.toThrow('there is no build');
  });

  it('of what is not there succeeds, of no id is refused', async () => {
    expect(await remove('a:b')).toMatchObject({ statusCode: 'BATCH_DELETED', buildsDeleted: [], buildsNotDeleted: [] });
    await expect(remove('no-colon')).rejects.toMatchObject(refused('InvalidInputException'));
  });
});

/** Asks again until it is so. */
async function eventually<Value>(look: () => Promise<Value>): Promise<Value> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

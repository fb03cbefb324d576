import type { PipelineDeclaration, RetryStageExecutionInput } from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { action, ask, openPipelineLab, type PipelineLab, pipeline, s3Source, until } from './testing/pipeline-lab.ts';

let lab: PipelineLab;
let made = 0;

beforeAll(async () => {
  lab = await openPipelineLab();
  await lab.putSource({ 'page.html': 'one' });
});

afterAll(() => lab?.close());

const deploy = action('Deploy/AWS/S3', 'Put', {
  configuration: { BucketName: 'site', Extract: 'true', ObjectKey: '#{codepipeline.PipelineExecutionId}' },
  inputArtifacts: [{ name: 'Code' }],
});

/** Source, an approval, a deployment. */
async function create(
  executionMode: 'SUPERSEDED' | 'QUEUED' | 'PARALLEL',
  change: (declaration: PipelineDeclaration) => PipelineDeclaration = (declaration) => declaration,
): Promise<string> {
  const name = `p${++made}`;
  await lab.create(
    change({ ...pipeline(name, ['Source', s3Source], ['Ask', ask], ['Deploy', deploy]), executionMode }),
  );
  return name;
}

async function start(name: string): Promise<string> {
  const { pipelineExecutionId } = await lab.codepipeline.startPipelineExecution({ name });
  return pipelineExecutionId ?? '';
}

/** The token of an execution's approval once it waits there. */
function tokenOf(name: string, id: string): Promise<string> {
  return until(async () => {
    const { actionExecutionDetails = [] } = await lab.codepipeline.listActionExecutions({
      pipelineName: name,
      filter: { pipelineExecutionId: id },
    });
    const waiting = actionExecutionDetails.find(
      ({ actionName, status }) => actionName === 'Ask' && status === 'InProgress',
    );
    return waiting?.output?.executionResult?.externalExecutionId;
  });
}

async function answerOf(name: string, id: string, status: 'Approved' | 'Rejected'): Promise<void> {
  const token = await tokenOf(name, id);
  const place = { pipelineName: name, stageName: 'Ask', actionName: 'Ask' };
  await lab.codepipeline.putApprovalResult({ ...place, token, result: { status, summary: 'because' } });
}

const executionOf = async (name: string, id: string) =>
  (await lab.codepipeline.getPipelineExecution({ pipelineName: name, pipelineExecutionId: id })).pipelineExecution;
const isAt = (name: string, id: string, status: string) =>
  until(async () => ((await executionOf(name, id))?.status === status ? true : undefined));
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  );
const retry = (order: RetryStageExecutionInput) => lab.codepipeline.retryStageExecution(order);

describe('QUEUED', () => {
  it('lets everybody through, one after the other, and says why one waits', async () => {
    const name = await create('QUEUED');
    const first = (await lab.latest(name)).id;
    const [second, third] = [await start(name), await start(name)];
    await lab.token(name, 'Ask');
    const summary = await until(async () => (await executionOf(name, third))?.statusSummary);
    expect(summary).toMatch(/^Waiting to enter the stage (Ask|Source)/);
    for (const id of [first, second, third]) {
      await until(async () => {
        const { stageStates } = await lab.codepipeline.getPipelineState({ name });
        return stageStates?.[1]?.latestExecution?.pipelineExecutionId === id ? true : undefined;
      });
      await lab.answer(name, 'Ask', 'Approved');
      await isAt(name, id, 'Succeeded');
    }
    expect(await lab.text('site', `${third}/page.html`)).toBe('one');
    expect((await executionOf(name, third))?.executionMode).toBe('QUEUED');
  });

  it('holds fifty executions, and refuses more', async () => {
    const name = await create('QUEUED');
    for (let count = 1; count < 50; count++) await start(name);
    expect(await refusal(start(name))).toMatch(/^ConcurrentPipelineExecutionsLimitExceededException: .* 50 executions/);
  });
});

describe('PARALLEL', () => {
  it('lets executions be in one stage together, each with its own answer', async () => {
    const name = await create('PARALLEL');
    const ids = [(await lab.latest(name)).id, await start(name), await start(name)];
    for (const id of ids) await tokenOf(name, id);
    const { stageStates } = await lab.codepipeline.getPipelineState({ name });
    expect(stageStates?.every((stage) => stage.latestExecution === undefined)).toBe(true);
    await answerOf(name, ids[2] ?? '', 'Approved');
    await isAt(name, ids[2] ?? '', 'Succeeded');
    await answerOf(name, ids[0] ?? '', 'Rejected');
    await isAt(name, ids[0] ?? '', 'Failed');
    expect((await executionOf(name, ids[1] ?? ''))?.status).toBe('InProgress');
    const again = { pipelineName: name, stageName: 'Ask', pipelineExecutionId: ids[0] ?? '' };
    await retry({ ...again, retryMode: 'FAILED_ACTIONS' });
    await answerOf(name, ids[0] ?? '', 'Approved');
    await isAt(name, ids[0] ?? '', 'Succeeded');
    expect(await refusal(retry({ ...again, retryMode: 'FAILED_ACTIONS' }))).toMatch(/^NotLatestPipelineExecution/);
  });

  it('goes on with the definition it started with, whatever becomes of the pipeline', async () => {
    const name = await create('PARALLEL');
    const { id } = await lab.latest(name);
    await tokenOf(name, id);
    const changed = { ...pipeline(name, ['Source', s3Source], ['Deploy', deploy]), executionMode: 'PARALLEL' as const };
    await lab.codepipeline.updatePipeline({ pipeline: changed });
    const newer = await start(name);
    await isAt(name, newer, 'Succeeded');
    await answerOf(name, id, 'Approved');
    await isAt(name, id, 'Succeeded');
    expect(await lab.text('site', `${id}/page.html`)).toBe('one');
    const place = { pipelineName: name, stageName: 'Ask', actionName: 'Ask', token: id };
    const answer = lab.codepipeline.putApprovalResult({ ...place, result: { status: 'Approved', summary: '' } });
    expect(await refusal(answer)).toMatch(/^StageNotFoundException/);
  });
});

describe('a rollback', () => {
  it('runs a stage again with what an earlier execution ran it with', async () => {
    const name = await create('SUPERSEDED', (declaration) => ({ ...declaration, pipelineType: 'V2' }));
    const { id: good } = await lab.latest(name);
    await lab.answer(name, 'Ask', 'Approved');
    await isAt(name, good, 'Succeeded');
    await lab.putSource({ 'page.html': 'two' });
    const bad = await start(name);
    await lab.answer(name, 'Ask', 'Approved');
    await isAt(name, bad, 'Succeeded');
    await lab.putSource({ 'page.html': 'one' });

    const order = { pipelineName: name, stageName: 'Deploy', targetPipelineExecutionId: good };
    const { pipelineExecutionId: id = '' } = await lab.codepipeline.rollbackStage(order);
    await isAt(name, id, 'Succeeded');
    expect(await lab.text('site', `${id}/page.html`)).toBe('one');
    expect(await executionOf(name, id)).toMatchObject({
      executionType: 'ROLLBACK',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: good },
      trigger: { triggerType: 'ManualRollback', triggerDetail: expect.stringContaining('arn:') },
    });
    const { stageStates } = await lab.codepipeline.getPipelineState({ name });
    expect(stageStates?.[2]?.latestExecution).toMatchObject({ pipelineExecutionId: id, type: 'ROLLBACK' });
    const { pipelineExecutionSummaries } = await lab.codepipeline.listPipelineExecutions({
      pipelineName: name,
      filter: { succeededInStage: { stageName: 'Deploy' } },
    });
    expect(pipelineExecutionSummaries?.map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual([id, bad, good]);

    expect(await refusal(lab.codepipeline.rollbackStage({ ...order, targetPipelineExecutionId: id }))).toMatch(
      /^UnableToRollbackStageException: .*rollback itself/,
    );
    expect(await refusal(lab.codepipeline.rollbackStage({ ...order, stageName: 'Source' }))).toMatch(
      /^UnableToRollbackStageException: .*source stage/,
    );
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await refusal(lab.codepipeline.rollbackStage({ ...order, targetPipelineExecutionId: unknown }))).toMatch(
      /^PipelineExecutionNotFoundException/,
    );
    const { pipeline: declared } = await lab.codepipeline.getPipeline({ name });
    await lab.codepipeline.updatePipeline({ pipeline: declared });
    expect(await refusal(lab.codepipeline.rollbackStage(order))).toMatch(/^PipelineExecutionOutdatedException/);
  });

  it('comes by itself when the stage is told to, and not twice', async () => {
    const name = await create('SUPERSEDED', (declaration) => ({
      ...declaration,
      stages: declaration.stages?.map((stage) =>
        stage.name === 'Ask' ? { ...stage, onFailure: { result: 'ROLLBACK' } } : stage,
      ),
    }));
    const { id: good } = await lab.latest(name);
    await lab.answer(name, 'Ask', 'Approved');
    await isAt(name, good, 'Succeeded');
    const bad = await start(name);
    await lab.answer(name, 'Ask', 'Rejected');
    await isAt(name, bad, 'Failed');
    const rollback = await until(async () => {
      const { id } = await lab.latest(name);
      return id === bad ? undefined : id;
    });
    expect(await executionOf(name, rollback)).toMatchObject({
      executionType: 'ROLLBACK',
      trigger: { triggerType: 'AutomatedRollback', triggerDetail: bad },
    });
    await lab.answer(name, 'Ask', 'Rejected');
    await isAt(name, rollback, 'Failed');
    expect((await lab.latest(name)).id).toBe(rollback);
  });
});

describe('a stage that is tried again by itself', () => {
  it('is so once', async () => {
    const name = await create('SUPERSEDED', (declaration) => ({
      ...declaration,
      stages: declaration.stages?.map((stage) =>
        stage.name === 'Ask'
          ? { ...stage, onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'ALL_ACTIONS' } } }
          : stage,
      ),
    }));
    const { id } = await lab.latest(name);
    const token = await lab.token(name, 'Ask');
    await lab.answer(name, 'Ask', 'Rejected');
    await until(async () => ((await lab.token(name, 'Ask')) === token ? undefined : true));
    const { stageStates } = await lab.codepipeline.getPipelineState({ name });
    expect(stageStates?.[1]).toMatchObject({
      latestExecution: { status: 'InProgress' },
      retryStageMetadata: {
        autoStageRetryAttempt: 1,
        manualStageRetryAttempt: 0,
        latestRetryTrigger: 'AutomatedStageRetry',
      },
    });
    await lab.answer(name, 'Ask', 'Rejected');
    await isAt(name, id, 'Failed');
    const latest = { pipelineExecutionId: id, startTimeRange: 'Latest' as const };
    const { actionExecutionDetails } = await lab.codepipeline.listActionExecutions({
      pipelineName: name,
      filter: { latestInPipelineExecution: latest },
    });
    expect(actionExecutionDetails?.map(({ actionName, status }) => `${actionName} ${status}`)).toEqual(['Ask Failed']);
  });
});

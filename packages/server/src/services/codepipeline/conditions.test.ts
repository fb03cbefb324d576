import type { Condition, PipelineDeclaration, RuleDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  action,
  ask,
  openPipelineLab,
  type PipelineLab,
  pipeline,
  ROLE,
  s3Source,
  until,
} from './testing/pipeline-lab.ts';

let lab: PipelineLab;
let made = 0;

beforeAll(async () => {
  lab = await openPipelineLab();
  await lab.putSource({ 'page.html': 'one' });
  for (const [name, command] of [
    ['passes', 'true'],
    ['fails', 'false'],
    ['sleeps', 'sleep 60'],
  ] as const) {
    const buildspec = JSON.stringify({ version: 0.2, phases: { build: { commands: [command] } } });
    await lab.codebuild.createProject({
      name,
      source: { type: 'NO_SOURCE', buildspec },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'x' },
      serviceRole: ROLE,
    });
  }
});

afterAll(() => lab?.close());

const rule = (provider: string, configuration: Record<string, string>, name = 'Check'): RuleDeclaration => ({
  name,
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' },
  configuration,
});
const variable = (Value: string, Operator = 'EQ') =>
  rule('VariableCheck', { Variable: '#{variables.ENV}', Operator, Value });
const build = (ProjectName: string) => rule('CodeBuild', { ProjectName });
const one = (result: Condition['result'], ...rules: RuleDeclaration[]) => ({ conditions: [{ result, rules }] });
const deploy = action('Deploy/AWS/S3', 'Put', {
  configuration: { BucketName: 'site', Extract: 'true' },
  inputArtifacts: [{ name: 'Code' }],
});

/** A pipeline whose middle stage has conditions. */
async function create(stage: Partial<StageDeclaration>, value = 'prod'): Promise<{ name: string; id: string }> {
  const name = `c${++made}`;
  const declaration: PipelineDeclaration = pipeline(name, ['Source', s3Source], ['Middle', deploy], ['End', deploy]);
  await lab.create({
    ...declaration,
    pipelineType: 'V2',
    variables: [{ name: 'ENV', defaultValue: value }],
    stages: declaration.stages?.map((other) => (other.name === 'Middle' ? { ...other, ...stage } : other)),
  });
  return { name, id: (await lab.latest(name)).id };
}

async function middle(name: string) {
  const { stageStates } = await lab.codepipeline.getPipelineState({ name });
  return stageStates?.[1];
}

async function actions(name: string): Promise<string[]> {
  const { actionExecutionDetails = [] } = await lab.codepipeline.listActionExecutions({ pipelineName: name });
  return actionExecutionDetails.map(({ stageName, status }) => `${stageName} ${status}`).reverse();
}

async function rules(name: string): Promise<string[]> {
  const { ruleExecutionDetails = [] } = await lab.codepipeline.listRuleExecutions({ pipelineName: name });
  return ruleExecutionDetails
    .map((run) => `${run.ruleName} ${run.input?.ruleTypeId?.provider} ${run.status}`)
    .reverse();
}

const override = (name: string, id: string, conditionType: 'BEFORE_ENTRY' | 'ON_SUCCESS') =>
  lab.codepipeline.overrideStageCondition({
    pipelineName: name,
    stageName: 'Middle',
    pipelineExecutionId: id,
    conditionType,
  });

const ALL = ['Source Succeeded', 'Middle Succeeded', 'End Succeeded'];

describe('a condition before entry', () => {
  it.each([
    ['EQ', 'prod', true],
    ['EQ', 'test', false],
    ['NE', 'test', true],
    ['CONTAINS', 'ro', true],
    ['CONTAINS', 'x', false],
    ['MATCHES', 'p.*d', true],
    ['MATCHES', 'ro', false],
  ])('%s %s lets in: %s', async (operator, value, passes) => {
    const { name } = await create({ beforeEntry: one('FAIL', variable(value, operator)) });
    expect(await lab.outcome(name)).toBe(passes ? 'Succeeded' : 'Failed');
    expect(await actions(name)).toEqual(passes ? ALL : ['Source Succeeded']);
    expect(await rules(name)).toEqual([`Check VariableCheck ${passes ? 'Succeeded' : 'Failed'}`]);
  });

  it('skips the stage and goes on', async () => {
    const { name } = await create({ beforeEntry: one('SKIP', variable('test')) });
    expect(await lab.outcome(name)).toBe('Succeeded');
    expect(await actions(name)).toEqual(['Source Succeeded', 'End Succeeded']);
    expect((await middle(name))?.latestExecution?.status).toBe('Skipped');
  });

  it('shows its state, its rules and why, and can be overridden', async () => {
    const closed = rule('DeploymentWindow', { Cron: '* * * ? * * 1999' }, 'Hours');
    const { name, id } = await create({ beforeEntry: one('FAIL', variable('prod'), closed) });
    expect(await lab.outcome(name)).toBe('Failed');
    expect((await middle(name))?.beforeEntryConditionState).toMatchObject({
      latestExecution: { status: 'Failed' },
      conditionStates: [
        {
          latestExecution: { status: 'Failed', lastStatusChange: expect.any(Date) },
          ruleStates: [
            { ruleName: 'Check', latestExecution: { status: 'Succeeded', summary: "'prod' EQ 'prod' holds" } },
            {
              ruleName: 'Hours',
              latestExecution: { status: 'Failed', errorDetails: { message: expect.stringMatching(/outside of/) } },
            },
          ],
        },
      ],
    });
    await expect(override(name, id, 'ON_SUCCESS')).rejects.toMatchObject({ name: 'ConditionNotOverridableException' });
    await override(name, id, 'BEFORE_ENTRY');
    expect(await lab.outcome(name)).toBe('Succeeded');
    expect((await middle(name))?.beforeEntryConditionState?.latestExecution?.status).toBe('Overridden');
    expect(await actions(name)).toEqual(ALL);
    const { ruleExecutionDetails } = await lab.codepipeline.listRuleExecutions({
      pipelineName: name,
      filter: { pipelineExecutionId: id },
    });
    expect(ruleExecutionDetails?.find(({ ruleName }) => ruleName === 'Check')?.input).toMatchObject({
      configuration: { Variable: '#{variables.ENV}' },
      resolvedConfiguration: { Variable: 'prod' },
    });
  });

  it('is Errored when a rule cannot be run', async () => {
    const lambda = rule('LambdaInvoke', { FunctionName: 'none' });
    const { name } = await create({ beforeEntry: one('FAIL', lambda) });
    expect(await lab.outcome(name)).toBe('Failed');
    const state = (await middle(name))?.beforeEntryConditionState;
    expect(state?.latestExecution?.status).toBe('Errored');
  });

  it('waits for a build, says so, and stops with its execution', async () => {
    const { name, id } = await create({ beforeEntry: one('FAIL', build('sleeps')) });
    const buildId = await until(async () => {
      const state = (await middle(name))?.beforeEntryConditionState?.conditionStates?.[0];
      return state?.ruleStates?.[0]?.latestExecution?.externalExecutionId;
    });
    const order = { pipelineName: name, pipelineExecutionId: id };
    const { pipelineExecution } = await lab.codepipeline.getPipelineExecution(order);
    expect(pipelineExecution?.statusSummary).toBe('Waiting for the beforeEntry condition of the stage Middle: Check');
    await lab.codepipeline.stopPipelineExecution({ ...order, abandon: true });
    expect(await lab.outcome(name)).toBe('Stopped');
    expect((await middle(name))?.beforeEntryConditionState?.latestExecution?.status).toBe('Abandoned');
    await until(async () =>
      (await lab.codebuild.batchGetBuilds({ ids: [buildId] })).builds?.[0]?.buildStatus === 'STOPPED'
        ? true
        : undefined,
    );
  });
});

describe('a condition on success', () => {
  it('fails the stage when it does not hold, and is looked at again by a retry', async () => {
    const { name, id } = await create({ onSuccess: one('FAIL', build('fails')) });
    expect(await lab.outcome(name)).toBe('Failed');
    expect(await actions(name)).toEqual(['Source Succeeded', 'Middle Succeeded']);
    await lab.codepipeline.retryStageExecution({
      pipelineName: name,
      stageName: 'Middle',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    await until(async () => ((await rules(name)).length === 2 ? true : undefined));
    expect(await lab.outcome(name)).toBe('Failed');
    expect(await actions(name)).toEqual(['Source Succeeded', 'Middle Succeeded']);
    await override(name, id, 'ON_SUCCESS');
    expect(await lab.outcome(name)).toBe('Succeeded');
  });

  it('lets go on when it holds', async () => {
    const { name } = await create({ onSuccess: one('ROLLBACK', build('passes')) });
    expect(await lab.outcome(name)).toBe('Succeeded');
    expect(await rules(name)).toEqual(['Check CodeBuild Succeeded']);
  });
});

describe('a condition on failure', () => {
  it.each([
    ['prod', 'ROLLBACK'],
    ['test', 'STANDARD'],
  ])('rolls back when its rules hold (%s: the newest execution is %s)', async (value, newest) => {
    const onFailure = one('ROLLBACK', variable(value));
    const { name, id } = await create({ actions: [ask], onFailure });
    await lab.answer(name, 'Middle', 'Approved');
    expect(await lab.outcome(name)).toBe('Succeeded');
    await lab.codepipeline.startPipelineExecution({ name });
    await lab.answer(name, 'Middle', 'Rejected');
    const types = await until(async () => {
      const { pipelineExecutionSummaries = [] } = await lab.codepipeline.listPipelineExecutions({ pipelineName: name });
      const failed = pipelineExecutionSummaries.some(({ status }) => status === 'Failed');
      return failed ? pipelineExecutionSummaries : undefined;
    });
    expect(types[0]?.executionType).toBe(newest);
    if (newest === 'ROLLBACK') expect(types[0]?.rollbackMetadata?.rollbackTargetPipelineExecutionId).toBe(id);
  });
});

describe('conditions that cannot be', () => {
  it.each([
    ['an unknown rule', { beforeEntry: one('FAIL', rule('Nonsense', {})) }, /Provider: 'Nonsense'.* is not available/],
    [
      'a SKIP by a build',
      { beforeEntry: one('SKIP', build('passes')) },
      /result SKIP, which rule 'Check' of type CodeBuild/,
    ],
    ['a ROLLBACK before entry', { beforeEntry: one('ROLLBACK', variable('x')) }, /result can be FAIL, SKIP/],
    [
      'a missing key',
      { onSuccess: one('FAIL', rule('DeploymentWindow', {})) },
      /missing required configuration 'Cron'/,
    ],
    [
      'an unknown key',
      { onSuccess: one('FAIL', rule('DeploymentWindow', { Cron: 'x', Crom: 'y' })) },
      /unknown .*'Crom'/,
    ],
    ['two rules of one name', { onSuccess: one('FAIL', variable('x'), variable('y')) }, /two rules of one name/],
    [
      'commands elsewhere',
      { onSuccess: one('FAIL', { ...variable('x'), commands: ['ls'] }) },
      /cannot contain a commands/,
    ],
  ])('%s', async (_, stage, message) => {
    await expect(create(stage)).rejects.toMatchObject({
      name: 'InvalidStageDeclarationException',
      message: expect.stringMatching(message),
    });
  });

  it('nor a rollback in PARALLEL mode', async () => {
    const declaration = pipeline('never', ['Source', s3Source], ['Middle', deploy]);
    const stages = declaration.stages?.map((stage) => ({ ...stage, onFailure: { result: 'ROLLBACK' as const } }));
    await expect(lab.create({ ...declaration, executionMode: 'PARALLEL', stages })).rejects.toThrow(/PARALLEL/);
  });
});

describe('rule types', () => {
  it('are listed', async () => {
    const { ruleTypes } = await lab.codepipeline.listRuleTypes({});
    expect(ruleTypes?.map(({ id }) => id?.provider)).toEqual([
      'CloudWatchAlarm',
      'CodeBuild',
      'Commands',
      'DeploymentWindow',
      'LambdaInvoke',
      'VariableCheck',
    ]);
  });
});

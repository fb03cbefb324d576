import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
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
let folder: string;

const BUILDSPEC = `version: 0.2
env: { exported-variables: [GREETING] }
phases: { build: { commands: ['GREETING="hello $NAME"', 'echo "$GREETING" > index.html'] } }
artifacts: { files: [index.html] }
`;

const repository = (name: string) =>
  action('Source/AWS/CodeStarSourceConnection', name, {
    configuration: { ConnectionArn: `${ROLE}x`, FullRepositoryId: 'acme/app', BranchName: 'main' },
    outputArtifacts: [{ name: 'Code' }],
    namespace: 'Checkout',
  });

const build = (name: string, configuration: Record<string, string> = {}) =>
  action('Build/AWS/CodeBuild', name, {
    configuration: { ProjectName: 'app', ...configuration },
    inputArtifacts: [{ name: 'Code' }],
    outputArtifacts: [{ name: 'Site' }],
    namespace: 'Compile',
  });

const deploy = (configuration: Record<string, string> = {}, input = 'Site') =>
  action('Deploy/AWS/S3', 'Put', {
    configuration: { BucketName: 'site', Extract: 'true', ...configuration },
    inputArtifacts: [{ name: input }],
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codeyard-app-'));
  writeFileSync(join(folder, 'buildspec.yml'), BUILDSPEC);
  lab = await openPipelineLab({ config: { sources: [`acme/app=${folder}`] } });
  await lab.codebuild.createProject({
    name: 'app',
    source: { type: 'CODEPIPELINE' },
    artifacts: { type: 'CODEPIPELINE' },
    environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'x' },
    serviceRole: ROLE,
  });
  await lab.putSource({ 'page.html': 'from s3' });
});

afterAll(async () => {
  await lab?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a pipeline', () => {
  it('goes from a repository through a build and an approval to a deploy, with variables on the way', async () => {
    const variables = JSON.stringify([{ name: 'NAME', value: '#{Checkout.BranchName}', type: 'PLAINTEXT' }]);
    await lab.create(
      pipeline(
        'whole',
        ['Source', repository('Checkout')],
        ['Build', build('Compile', { EnvironmentVariables: variables })],
        ['Approve', { ...ask, configuration: { CustomData: 'Ship #{Compile.GREETING}?' } }],
        ['Deploy', deploy({ ObjectKey: 'v1/#{codepipeline.PipelineExecutionId}' })],
      ),
    );
    await lab.answer('whole', 'Approve', 'Approved');
    expect(await lab.outcome('whole')).toBe('Succeeded');
    const { id } = await lab.latest('whole');
    expect(await lab.text('site', `v1/${id}/index.html`)).toBe('hello main\n');
    const { actionExecutionDetails = [] } = await lab.codepipeline.listActionExecutions({ pipelineName: 'whole' });
    expect(actionExecutionDetails.map(({ actionName, status }) => `${actionName} ${status}`)).toEqual([
      'Put Succeeded',
      'Ask Succeeded',
      'Compile Succeeded',
      'Checkout Succeeded',
    ]);
    expect(actionExecutionDetails[1]?.input?.resolvedConfiguration).toEqual({ CustomData: 'Ship hello main?' });
    const compile = actionExecutionDetails[2];
    expect(compile?.output?.outputVariables).toEqual({ GREETING: 'hello main' });
    expect(compile?.output?.executionResult?.externalExecutionId).toMatch(/^app:/);
    expect(compile?.input?.inputArtifacts?.[0]?.s3location?.key).toMatch(/^whole\/Code\/\w{7}\.zip$/);
    const { builds } = await lab.codebuild.batchGetBuilds({
      ids: [compile?.output?.executionResult?.externalExecutionId ?? ''],
    });
    expect(builds?.[0]?.initiator).toBe('codepipeline/whole');
  });

  it('takes the newest version of an S3 object, or the one it is told', async () => {
    const first = await lab.putSource({ 'page.html': 'one' });
    await lab.putSource({ 'page.html': 'two' });
    await lab.create(pipeline('from-s3', ['Source', s3Source], ['Deploy', deploy({}, 'Code')]));
    expect(await lab.outcome('from-s3')).toBe('Succeeded');
    expect(await lab.text('site', 'page.html')).toBe('two');
    await lab.codepipeline.startPipelineExecution({
      name: 'from-s3',
      sourceRevisions: [{ actionName: 'Get', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: first ?? '' }],
    });
    expect(await lab.outcome('from-s3')).toBe('Succeeded');
    expect(await lab.text('site', 'page.html')).toBe('one');
    const { pipelineExecutionSummaries = [] } = await lab.codepipeline.listPipelineExecutions({
      pipelineName: 'from-s3',
    });
    expect(
      pipelineExecutionSummaries.map(({ trigger, sourceRevisions }) => [
        trigger?.triggerType,
        sourceRevisions?.[0]?.revisionId,
      ]),
    ).toEqual([
      ['StartPipelineExecution', first],
      ['CreatePipeline', expect.any(String)],
    ]);
  });

  it('fails with what went wrong, and succeeds when the stage is retried', async () => {
    await lab.create(
      pipeline('retried', ['Source', s3Source], ['Deploy', deploy({ BucketName: 'not-there' }, 'Code')]),
    );
    expect(await lab.outcome('retried')).toBe('Failed');
    const { stageStates } = await lab.codepipeline.getPipelineState({ name: 'retried' });
    expect(stageStates?.[1]?.actionStates?.[0]?.latestExecution?.errorDetails).toMatchObject({
      code: 'ConfigurationError',
    });
    await lab.s3.createBucket({ Bucket: 'not-there' });
    const { id } = await lab.latest('retried');
    await lab.codepipeline.retryStageExecution({
      pipelineName: 'retried',
      stageName: 'Deploy',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    expect(await lab.outcome('retried')).toBe('Succeeded');
    expect((await lab.latest('retried')).id).toBe(id);
  });

  it('refuses by name to run what it cannot, instead of pretending', async () => {
    const ecs = action('Deploy/AWS/ECS', 'Roll', {
      configuration: { ClusterName: 'c', ServiceName: 's' },
      inputArtifacts: [{ name: 'Code' }],
    });
    await lab.create(pipeline('ecs', ['Source', s3Source], ['Deploy', ecs]));
    expect(await lab.outcome('ecs')).toBe('Failed');
    const { actionExecutionDetails } = await lab.codepipeline.listActionExecutions({ pipelineName: 'ecs' });
    expect(actionExecutionDetails?.[0]?.output?.executionResult?.errorDetails?.message).toBe(
      'The action provider Deploy/ECS is not implemented by Codeyard yet',
    );
  });

  it('names the variable that stands for nothing', async () => {
    const wanting = { ...ask, configuration: { CustomData: '#{Get.Nothing}' } };
    await lab.create(pipeline('wanting', ['Source', s3Source], ['Approve', wanting]));
    expect(await lab.outcome('wanting')).toBe('Failed');
    const { actionExecutionDetails } = await lab.codepipeline.listActionExecutions({ pipelineName: 'wanting' });
    expect(actionExecutionDetails?.[0]?.output?.executionResult?.errorDetails?.message).toContain('#{Get.Nothing}');
  });

  it('goes on after the server was stopped and started', async () => {
    await lab.create(pipeline('restarted', ['Source', s3Source], ['Approve', ask], ['Deploy', deploy({}, 'Code')]));
    const token = await lab.token('restarted', 'Approve');
    await lab.yard.restart();
    expect(await lab.token('restarted', 'Approve')).toBe(token);
    await lab.answer('restarted', 'Approve', 'Approved');
    expect(await lab.outcome('restarted')).toBe('Succeeded');
  });
});

describe('an execution', () => {
  it('is rejected by its approver, once', async () => {
    await lab.create(pipeline('rejected', ['Source', s3Source], ['Approve', ask]));
    const token = await lab.token('rejected', 'Approve');
    const request = {
      pipelineName: 'rejected',
      stageName: 'Approve',
      actionName: 'Ask',
      result: { status: 'Rejected' as const, summary: 'no' },
    };
    const other = '00000000-0000-0000-0000-000000000000';
    await expect(lab.codepipeline.putApprovalResult({ ...request, token: other })).rejects.toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
    await lab.codepipeline.putApprovalResult({ ...request, token });
    await expect(lab.codepipeline.putApprovalResult({ ...request, token })).rejects.toMatchObject({
      name: 'ApprovalAlreadyCompletedException',
    });
    expect(await lab.outcome('rejected')).toBe('Failed');
  });

  it('fails when the topic of its approval is not there, and says so', async () => {
    const NotificationArn = 'arn:aws:sns:us-east-1:123456789012:nowhere';
    await lab.create(
      pipeline('untold', ['Source', s3Source], ['Approve', { ...ask, configuration: { NotificationArn } }]),
    );
    expect(await lab.outcome('untold')).toBe('Failed');
    const { stageStates = [] } = await lab.codepipeline.getPipelineState({ name: 'untold' });
    expect(stageStates[1]?.actionStates?.[0]?.latestExecution?.errorDetails).toEqual({
      code: 'ConfigurationError',
      message: `The notification to ${NotificationArn} was refused: Topic does not exist (NotFoundException)`,
    });
  });

  it('that waits is superseded by a newer one, and one at an approval is not', async () => {
    await lab.create(pipeline('busy', ['Source', s3Source], ['Approve', ask]));
    await lab.token('busy', 'Approve');
    const start = async () => (await lab.codepipeline.startPipelineExecution({ name: 'busy' })).pipelineExecutionId;
    const statusOf = async (id: string | undefined) => {
      const found = await lab.codepipeline.getPipelineExecution({ pipelineName: 'busy', pipelineExecutionId: id });
      return found.pipelineExecution?.status;
    };
    const second = await start();
    await until(
      async () =>
        (await lab.codepipeline.getPipelineState({ name: 'busy' })).stageStates?.[1]?.inboundExecution
          ?.pipelineExecutionId,
    );
    const third = await start();
    await until(async () => ((await statusOf(second)) === 'Superseded' ? true : undefined));
    await lab.answer('busy', 'Approve', 'Approved');
    await until(async () => {
      const { stageStates } = await lab.codepipeline.getPipelineState({ name: 'busy' });
      return stageStates?.[1]?.latestExecution?.pipelineExecutionId === third ? true : undefined;
    });
  });

  it('is stopped with the build it started', async () => {
    writeFileSync(join(folder, 'buildspec.yml'), 'version: 0.2\nphases: { build: { commands: [sleep 60] } }\n');
    await lab.create(pipeline('stopped', ['Source', repository('Checkout')], ['Build', build('Compile')]));
    const buildId = await until(async () => {
      const { stageStates } = await lab.codepipeline.getPipelineState({ name: 'stopped' });
      return stageStates?.[1]?.actionStates?.[0]?.latestExecution?.externalExecutionId;
    });
    writeFileSync(join(folder, 'buildspec.yml'), BUILDSPEC);
    const { id } = await lab.latest('stopped');
    const request = { pipelineName: 'stopped', pipelineExecutionId: id };
    await lab.codepipeline.stopPipelineExecution({ ...request, abandon: false });
    await expect(lab.codepipeline.stopPipelineExecution({ ...request, abandon: false })).rejects.toMatchObject({
      name: 'DuplicatedStopRequestException',
    });
    await lab.codepipeline.stopPipelineExecution({ ...request, abandon: true });
    expect(await lab.outcome('stopped')).toBe('Stopped');
    await until(async () =>
      (await lab.codebuild.batchGetBuilds({ ids: [buildId] })).builds?.[0]?.buildStatus === 'STOPPED'
        ? true
        : undefined,
    );
    await expect(lab.codepipeline.stopPipelineExecution(request)).rejects.toMatchObject({
      name: 'PipelineExecutionNotStoppableException',
    });
  });

  it('ends with its pipeline, and the build it started too', async () => {
    writeFileSync(join(folder, 'buildspec.yml'), 'version: 0.2\nphases: { build: { commands: [sleep 60] } }\n');
    await lab.create(pipeline('deleted', ['Source', repository('Checkout')], ['Build', build('Compile')]));
    const buildId = await until(async () => {
      const { stageStates } = await lab.codepipeline.getPipelineState({ name: 'deleted' });
      return stageStates?.[1]?.actionStates?.[0]?.latestExecution?.externalExecutionId;
    });
    writeFileSync(join(folder, 'buildspec.yml'), BUILDSPEC);
    await lab.codepipeline.deletePipeline({ name: 'deleted' });
    await until(async () =>
      (await lab.codebuild.batchGetBuilds({ ids: [buildId] })).builds?.[0]?.buildStatus === 'STOPPED'
        ? true
        : undefined,
    );
    await lab.codepipeline.deletePipeline({ name: 'deleted' });
  });

  it('waits at a disabled transition', async () => {
    await lab.create(pipeline('gated', ['Source', s3Source], ['Approve', ask]));
    await lab.answer('gated', 'Approve', 'Approved');
    await lab.outcome('gated');
    const place = { pipelineName: 'gated', stageName: 'Approve', transitionType: 'Inbound' as const };
    await lab.codepipeline.disableStageTransition({ ...place, reason: 'Waiting for maintenance window' });
    const { pipelineExecutionId } = await lab.codepipeline.startPipelineExecution({ name: 'gated' });
    const waiting = await until(async () => {
      const { stageStates } = await lab.codepipeline.getPipelineState({ name: 'gated' });
      return stageStates?.[1]?.inboundExecution?.pipelineExecutionId;
    });
    expect(waiting).toBe(pipelineExecutionId);
    await lab.codepipeline.enableStageTransition(place);
    await lab.token('gated', 'Approve');
  });

  it('starts once for one token', async () => {
    await lab.create(pipeline('once', ['Source', s3Source], ['Approve', ask]));
    const start = (token: string) =>
      lab.codepipeline.startPipelineExecution({ name: 'once', clientRequestToken: token });
    const ids = [await start('a'), await start('a'), await start('b')].map(
      ({ pipelineExecutionId }) => pipelineExecutionId,
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('tells EventBridge of every change, in their order', async () => {
    const [events, logs] = [lab.yard.client(EventBridge), lab.yard.client(CloudWatchLogs)];
    await logs.createLogGroup({ logGroupName: '/aws/events/pipelines' });
    await events.putRule({
      Name: 'all',
      EventPattern: JSON.stringify({ source: ['aws.codepipeline'], detail: { pipeline: ['told'] } }),
    });
    const target = `arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/pipelines`;
    await events.putTargets({ Rule: 'all', Targets: [{ Id: 'logs', Arn: target }] });
    await lab.create(pipeline('told', ['Source', s3Source], ['Deploy', deploy({}, 'Code')]));
    await lab.outcome('told');
    const states = await until(async () => {
      const { events: found = [] } = await logs.filterLogEvents({ logGroupName: '/aws/events/pipelines' });
      const details = found.map(
        ({ message }) => JSON.parse(message ?? '{}') as { 'detail-type': string; detail: { state: string } },
      );
      return details.length >= 10
        ? details.map((event) => `${event['detail-type'].split(' ')[1]} ${event.detail.state}`)
        : undefined;
    });
    expect(states).toEqual([
      'Pipeline STARTED',
      'Stage STARTED',
      'Action STARTED',
      'Action SUCCEEDED',
      'Stage SUCCEEDED',
      'Stage STARTED',
      'Action STARTED',
      'Action SUCCEEDED',
      'Stage SUCCEEDED',
      'Pipeline SUCCEEDED',
    ]);
  });
});

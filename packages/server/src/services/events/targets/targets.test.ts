import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodePipeline, type PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseArn } from '../../../platform/arn.ts';
import { mayPass } from '../../../platform/retry-policy.ts';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { zipOf } from '../../../testing/zip-of.ts';
import { newEvent } from '../rules/event.ts';
import { createTopicReader, eventually } from '../testing/topic-reader.ts';
import { ALL_TARGETS, targetKindOf } from './all-targets.ts';
import { codebuildTarget } from './codebuild.ts';
import { codepipelineTarget } from './codepipeline.ts';
import { type EventTarget, UnusableInput } from './event-target.ts';
import { lambdaTarget } from './lambda.ts';
import { logsTarget } from './logs.ts';
import { snsTarget } from './sns.ts';
import { sqsTarget } from './sqs.ts';
import { stepfunctionsTarget } from './stepfunctions.ts';

/** What the suite must know of a kind of target to see it act. */
interface Example {
  readonly target: EventTarget;
  readonly arn: (yard: Yard, name: string) => string;
  /** Makes something called `name` that can be a target. */
  readonly prepare: (yard: Yard, name: string) => Promise<unknown>;
  /** Traces of what was set in motion, so far. */
  readonly traces: (yard: Yard, name: string) => Promise<readonly unknown[]>;
  /** What one trace looks like, when rule `rule` sent it. */
  readonly expected: (yard: Yard, rule: string) => unknown;
}

const arnOf = (service: string, prefix: string) => (yard: Yard, name: string) =>
  `arn:aws:${service}:${yard.region}:${yard.account}:${prefix}${name}`;

const EXAMPLES: readonly Example[] = [
  {
    target: codebuildTarget,
    arn: arnOf('codebuild', 'project/'),
    prepare: (yard, name) =>
      yard.client(CodeBuild).createProject({
        name,
        source: { type: 'NO_SOURCE', buildspec: '{"version":"0.2","phases":{"build":{"commands":["true"]}}}' },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
        },
        serviceRole: `arn:aws:iam::${yard.account}:role/build`,
      }),
    traces: async (yard, name) => {
      const codebuild = yard.client(CodeBuild);
      const { ids = [] } = await codebuild.listBuildsForProject({ projectName: name });
      return ids.length === 0 ? [] : ((await codebuild.batchGetBuilds({ ids })).builds ?? []);
    },
    expected: (_, rule) => expect.objectContaining({ initiator: `rule/${rule}` }),
  },
  {
    target: codepipelineTarget,
    arn: arnOf('codepipeline', ''),
    prepare: async (yard, name) => {
      await yard.client(S3).createBucket({ Bucket: `${name}-store` });
      await yard.client(CodePipeline).createPipeline({ pipeline: pipelineOf(yard, name) });
      await eventually(
        async () =>
          (await yard.client(CodePipeline).listPipelineExecutions({ pipelineName: name })).pipelineExecutionSummaries ??
          [],
        (executions) => executions.length === 1,
      );
    },
    traces: async (yard, name) => {
      const { pipelineExecutionSummaries = [] } = await yard
        .client(CodePipeline)
        .listPipelineExecutions({ pipelineName: name });
      return pipelineExecutionSummaries.filter((execution) => execution.trigger?.triggerType !== 'CreatePipeline');
    },
    expected: (yard, rule) =>
      expect.objectContaining({
        trigger: { triggerType: 'CloudWatchEvent', triggerDetail: arnOf('events', 'rule/')(yard, rule) },
      }),
  },
  {
    target: lambdaTarget,
    arn: arnOf('lambda', 'function:'),
    prepare: (yard, FunctionName) =>
      yard.client(Lambda).createFunction({
        FunctionName,
        Role: `arn:aws:iam::${yard.account}:role/function`,
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipOf({ 'index.mjs': 'export const handler = async (event) => console.log(event.source);' }) },
      }),
    traces: async (yard, name) => {
      const logs = yard.client(CloudWatchLogs);
      const found = await logs.filterLogEvents({ logGroupName: `/aws/lambda/${name}` }).catch(() => undefined);
      return (found?.events ?? []).filter(({ message }) => message?.includes('\tINFO\t'));
    },
    expected: () => expect.objectContaining({ message: expect.stringMatching(/\tINFO\t\w/) }),
  },
  {
    target: logsTarget,
    arn: arnOf('logs', 'log-group:'),
    prepare: (yard, name) => yard.client(CloudWatchLogs).createLogGroup({ logGroupName: name }),
    traces: async (yard, name) =>
      (await yard.client(CloudWatchLogs).filterLogEvents({ logGroupName: name })).events ?? [],
    expected: (_, rule) =>
      expect.objectContaining({ logStreamName: rule, message: expect.stringContaining('"source":"my.app"') }),
  },
  {
    target: snsTarget,
    arn: arnOf('sns', ''),
    prepare: (yard, name) => createTopicReader(yard, name),
    traces: async (yard, name) => (await createTopicReader(yard, name)).messages(0),
    expected: () => expect.stringContaining('"source":"my.app"'),
  },
  {
    target: sqsTarget,
    arn: arnOf('sqs', ''),
    prepare: (yard, name) => yard.client(SQS).createQueue({ QueueName: name }),
    traces: async (yard, name) => {
      const sqs = yard.client(SQS);
      const { QueueUrl } = await sqs.getQueueUrl({ QueueName: name });
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
      return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
    },
    expected: () => expect.objectContaining({ source: expect.any(String), detail: expect.anything() }),
  },
  {
    target: stepfunctionsTarget,
    arn: arnOf('states', 'stateMachine:'),
    prepare: (yard, name) =>
      yard.client(SFN).createStateMachine({
        name,
        roleArn: `arn:aws:iam::${yard.account}:role/states`,
        definition: '{"StartAt":"It","States":{"It":{"Type":"Succeed"}}}',
      }),
    traces: async (yard, name) => {
      const stateMachineArn = arnOf('states', 'stateMachine:')(yard, name);
      return (await yard.client(SFN).listExecutions({ stateMachineArn })).executions ?? [];
    },
    expected: () => expect.objectContaining({ name: expect.stringMatching(/^[0-9a-f]{32}$/) }),
  },
];

function pipelineOf(yard: Yard, name: string): PipelineDeclaration {
  const source = { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' } as const;
  const approval = { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } as const;
  const configuration = { S3Bucket: `${name}-store`, S3ObjectKey: 'source.zip', PollForSourceChanges: 'false' };
  return {
    name,
    roleArn: `arn:aws:iam::${yard.account}:role/pipeline`,
    artifactStore: { type: 'S3', location: `${name}-store` },
    stages: [
      {
        name: 'Source',
        actions: [{ name: 'S3', actionTypeId: source, configuration, outputArtifacts: [{ name: 'a' }] }],
      },
      { name: 'Wait', actions: [{ name: 'Approve', actionTypeId: approval }] },
    ],
  };
}

const anEvent = newEvent({
  id: 'event-1',
  account: '123456789012',
  region: 'us-east-1',
  source: 'my.app',
  detailType: 'Thing',
  time: 0,
  resources: [],
  detail: {},
});

let yard: Yard;
beforeAll(async () => {
  yard = await startYard();
});
afterAll(() => yard.stop());

const deliver = (target: EventTarget, arn: string, rest: { input?: string } = {}) =>
  target
    .deliver({
      target: { id: 't', arn, ...rest },
      input: rest.input ?? JSON.stringify(anEvent),
      event: anEvent,
      ruleName: 'r',
      ruleArn: 'arn:aws:events:us-east-1:123456789012:rule/r',
      token: '0123456789abcdef0123456789abcdef',
      awsFor: () => yard.context.aws,
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    );

it('every kind of target is tried here', () => {
  expect(EXAMPLES.map((example) => example.target)).toEqual([...ALL_TARGETS]);
});

describe.each(EXAMPLES.map((example) => [example.target.kind, example] as const))('a %s', (_, example) => {
  const { target } = example;

  it('is known by its ARN, and by no other kind’s', () => {
    for (const other of EXAMPLES) {
      const arn = parseArn(other.arn(yard, 'thing'));
      expect(arn && target.takes(arn)).toBe(other === example);
    }
    expect(targetKindOf(example.arn(yard, 'thing'))).toBe(target);
  });

  it('is set in motion by an event that matches', async () => {
    const name = `moved-${target.kind.toLowerCase().replaceAll(/\W/g, '-')}`;
    const events = yard.client(EventBridge);
    await example.prepare(yard, name);
    await events.putRule({ Name: name, EventPattern: JSON.stringify({ detail: { move: [name] } }) });
    const put = await events.putTargets({ Rule: name, Targets: [{ Id: 't', Arn: example.arn(yard, name) }] });
    expect(put.FailedEntries ?? []).toEqual([]);
    const Detail = JSON.stringify({ move: name });
    await events.putEvents({ Entries: [{ Source: 'my.app', DetailType: 'Thing', Detail }] });
    const traces = await eventually(
      () => example.traces(yard, name),
      (found) => found.length > 0,
    );
    expect(traces).toEqual([example.expected(yard, name)]);
  });

  it('that is not there refuses for good', async () => {
    const error = await deliver(target, example.arn(yard, 'nothing-here'));
    expect(error).toBeInstanceOf(Error);
    expect(mayPass(error)).toBe(false);
  });
});

it('a build takes what the input sets, and nothing that StartBuild does not know', async () => {
  const input = JSON.stringify({
    sourceVersion: 'v1',
    environmentVariablesOverride: [{ name: 'A', value: 'b' }],
    id: 'x',
  });
  const example = EXAMPLES[0];
  await example?.prepare(yard, 'overridden');
  expect(await deliver(codebuildTarget, arnOf('codebuild', 'project/')(yard, 'overridden'), { input })).toBeUndefined();
  const [build] = (await example?.traces(yard, 'overridden')) ?? [];
  expect(build).toMatchObject({ environment: { environmentVariables: [{ name: 'A', value: 'b' }] } });
});

it('builds, pipelines and log groups cannot use every input', async () => {
  const arn = arnOf('codebuild', 'project/')(yard, 'x');
  expect(await deliver(codebuildTarget, arn, { input: '"text"' })).toBeInstanceOf(UnusableInput);
  expect(await deliver(codepipelineTarget, arnOf('codepipeline', '')(yard, 'x'), { input: '[]' })).toBeInstanceOf(
    UnusableInput,
  );
  expect(logsTarget.findProblem?.({ id: 't', arn, inputPath: '$' })).toMatch(/InputTransformer/);
});

it.each([
  'arn:aws:ecs:us-east-1:123456789012:cluster/c',
  'arn:aws:kinesis:us-east-1:123456789012:stream/q',
  'arn:aws:codepipeline:us-east-1:123456789012:p/stage',
  'arn:aws:codebuild:us-east-1:123456789012:build/b',
  'not an arn',
])('%s is nothing rules can reach', (arn) => {
  expect(targetKindOf(arn)).toBeUndefined();
});

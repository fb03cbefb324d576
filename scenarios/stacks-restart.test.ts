import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormation, type StackEvent } from '@aws-sdk/client-cloudformation';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from './testing/server-process.ts';

let server: ServerProcess;
let cloudformation: CloudFormation;
let sns: SNS;
let ssm: SSM;
let others: { sqs: SQS; s3: S3; iam: IAM; lambda: Lambda; events: EventBridge };

beforeAll(async () => {
  server = await startServer();
  const settings = {
    ...{ endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials },
    ...{ maxAttempts: 20, forcePathStyle: true },
  };
  [cloudformation, sns, ssm] = [new CloudFormation(settings), new SNS(settings), new SSM(settings)];
  const [sqs, s3, iam] = [new SQS(settings), new S3(settings), new IAM(settings)];
  others = { sqs, s3, iam, lambda: new Lambda(settings), events: new EventBridge(settings) };
});
afterAll(() => server?.stop());

const topic = (Properties: object, rest: object = {}) => ({ Type: 'AWS::SNS::Topic', Properties, ...rest });
const parameter = (Value: unknown, rest: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value },
  ...rest,
});
const text = (Resources: object) =>
  JSON.stringify({ Resources, Outputs: { A: { Value: { Ref: 'A' }, Export: { Name: 'a' } } } });

const FIRST = text({
  A: topic({ DisplayName: 'a' }),
  B: parameter({ Ref: 'A' }),
  C: topic({ DisplayName: { 'Fn::GetAtt': ['B', 'Value'] } }),
  D: parameter('d', { DependsOn: ['A'] }),
  E: topic({}, { DependsOn: ['C', 'D'] }),
});
const SECOND = text({
  A: topic({ DisplayName: 'changed' }),
  B: parameter({ Ref: 'A' }),
  C: topic({ DisplayName: 'c', TopicName: 'restart-named' }),
  F: parameter({ Ref: 'C' }),
});
const BROKEN = text({
  A: topic({ DisplayName: 'again', TopicName: 'restart-replaced' }),
  B: parameter({ Ref: 'A' }),
  C: topic({ DisplayName: 'other', TopicName: 'restart-named' }),
  F: parameter('f'),
  G: topic({ TopicName: 'no name' }, { DependsOn: ['A', 'B', 'C', 'F'] }),
});

async function statusOf(StackName: string): Promise<string> {
  const [stack] = (await cloudformation.describeStacks({ StackName })).Stacks ?? [];
  return stack?.StackStatus ?? '';
}

/** Waits for a stack; the server is killed whenever something has happened to it. */
async function trouble(StackId: string): Promise<{ status: string; kills: number }> {
  let seen = 0;
  let kills = 0;
  for (const end = performance.now() + 120_000; performance.now() < end; ) {
    const status = await statusOf(StackId);
    if (!/IN_PROGRESS$/.test(status)) return { status, kills };
    const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName: StackId });
    if (StackEvents.length > seen) {
      kills++;
      await server.kill();
      await server.start();
    }
    seen = StackEvents.length;
  }
  throw new Error('the stack did not come to rest');
}

const TEMPLATES = 'restart-templates';

/** The names of all that is there, whoever made it. */
async function world() {
  const { sqs, s3, iam, lambda, events } = others;
  const { Topics = [] } = await sns.listTopics({});
  const { Parameters = [] } = await ssm.describeParameters({});
  const { QueueUrls = [] } = await sqs.listQueues({});
  const { Buckets = [] } = await s3.listBuckets({});
  const { Roles = [] } = await iam.listRoles({});
  const { Functions = [] } = await lambda.listFunctions({});
  const { Rules = [] } = await events.listRules({});
  return [
    ...Topics.map(({ TopicArn = '' }) => shortName(TopicArn)),
    ...QueueUrls.map(shortName),
    ...[...Parameters, ...Buckets, ...Rules].map(({ Name = '' }) => Name).filter((name) => name !== TEMPLATES),
    ...Roles.map(({ RoleName = '' }) => RoleName),
    ...Functions.map(({ FunctionName = '' }) => FunctionName),
  ].sort();
}

const shortName = (id: string) => id.split(/[:/]/).at(-1) ?? '';

async function resources(StackName: string) {
  const { StackResources = [] } = await cloudformation.describeStackResources({ StackName });
  return StackResources.map(({ PhysicalResourceId = '' }) => shortName(PhysicalResourceId)).sort();
}

describe('a stack, on a server that is killed whenever something has happened to it', () => {
  it('is made, changed, brought back and deleted as if nothing had been', async () => {
    const StackName = 'restart';
    const { StackId = '' } = await cloudformation.createStack({ StackName, TemplateBody: FIRST });
    const made = await trouble(StackId);
    expect(made.status).toBe('CREATE_COMPLETE');
    expect(await resources(StackName)).toHaveLength(5);
    expect(await world()).toEqual(await resources(StackName));

    await cloudformation.updateStack({ StackName, TemplateBody: SECOND });
    const updated = await trouble(StackId);
    expect(updated.status).toBe('UPDATE_COMPLETE');
    const after = await world();
    expect(await resources(StackName)).toHaveLength(4);
    expect(after).toEqual(await resources(StackName));
    expect(after).toContain('restart-named');

    await cloudformation.updateStack({ StackName, TemplateBody: BROKEN });
    const back = await trouble(StackId);
    expect(back.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await world()).toEqual(after);
    const TopicArn = (await sns.listTopics({})).Topics?.find((one) =>
      one.TopicArn?.endsWith(':restart-named'),
    )?.TopicArn;
    expect((await sns.getTopicAttributes({ TopicArn })).Attributes?.DisplayName).toBe('c');

    await cloudformation.deleteStack({ StackName });
    const gone = await trouble(StackId);
    expect(gone.status).toBe('DELETE_COMPLETE');
    expect(await world()).toEqual([]);
    expect((await cloudformation.listExports({})).Exports ?? []).toEqual([]);
    expect(made.kills + updated.kills + back.kills + gone.kills).toBeGreaterThan(12);
  }, 300_000);
});

/** How many moments of an operation the server is killed at. */
const MOMENTS = process.env.CI ? 24 : 4;

const TRUST = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
/** A bit of everything, with names that make a change of them a replacement. */
const mixed = (version: string, rest: object = {}) => ({
  Bucket: { Type: 'AWS::S3::Bucket' },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: TRUST, Description: { 'Fn::Sub': `\${Bucket} ${version}` } },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      ...{ FunctionName: `restart-${version}`, Runtime: 'nodejs20.x', Handler: 'index.handler' },
      ...{ Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: 'exports.handler = async () => 1;' } },
      Environment: { Variables: { QUEUE: { Ref: 'Queue' } } },
    },
  },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `restart-${version}` } },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: [version] },
      Targets: [{ Id: 'it', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
    },
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      ...{ Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Function' }, Principal: 'events.amazonaws.com' },
      SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
    },
  },
  Told: parameter({ 'Fn::GetAtt': ['Queue', 'Arn'] }),
  Answerer: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      ...{ Runtime: 'nodejs20.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Timeout: 30 },
      Code: {
        ZipFile:
          "const { send } = require('cfn-response'); exports.handler = (event, context) => send(event, context, 'SUCCESS', {}, 'answered');",
      },
    },
  },
  Asked: {
    Type: 'Custom::Asked',
    Properties: { ServiceToken: { 'Fn::GetAtt': ['Answerer', 'Arn'] }, Version: version },
  },
  Within: {
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: `${server.endpoint}/${TEMPLATES}/within.json`, Parameters: { Version: version } },
  },
  ...rest,
});
const templateOf = (version: string, rest?: object) => JSON.stringify({ Resources: mixed(version, rest) });
const WITHIN = {
  Parameters: { Version: { Type: 'String' } },
  Resources: {
    Deep: parameter({ Ref: 'Version' }),
    Deeper: topic({ TopicName: { 'Fn::Join': ['-', ['within', { Ref: 'Version' }]] } }),
  },
};
/** Cannot be made, and only turns out so when all the rest is there. */
const bad = topic({ TopicName: 'no name' }, { DependsOn: ['Permission', 'Told', 'Asked', 'Within'] });

interface Turn {
  readonly name: string;
  readonly begin: (StackName: string) => Promise<unknown>;
  readonly ends: string;
}
const Capabilities: 'CAPABILITY_IAM'[] = ['CAPABILITY_IAM'];
const TURNS: readonly Turn[] = [
  {
    name: 'create that fails',
    begin: (StackName) =>
      cloudformation.createStack({ StackName, Capabilities, TemplateBody: templateOf('broken', { Bad: bad }) }),
    ends: 'ROLLBACK_COMPLETE',
  },
  {
    name: 'delete of the rest',
    begin: (StackName) => cloudformation.deleteStack({ StackName }),
    ends: 'DELETE_COMPLETE',
  },
  {
    name: 'create',
    begin: (StackName) => cloudformation.createStack({ StackName, Capabilities, TemplateBody: templateOf('one') }),
    ends: 'CREATE_COMPLETE',
  },
  {
    name: 'update',
    begin: (StackName) =>
      cloudformation.updateStack({ StackName, Capabilities, TemplateBody: templateOf('two', { New: topic({}) }) }),
    ends: 'UPDATE_COMPLETE',
  },
  {
    name: 'update that fails',
    begin: (StackName) =>
      cloudformation.updateStack({ StackName, Capabilities, TemplateBody: templateOf('three', { Bad: bad }) }),
    ends: 'UPDATE_ROLLBACK_COMPLETE',
  },
  { name: 'delete', begin: (StackName) => cloudformation.deleteStack({ StackName }), ends: 'DELETE_COMPLETE' },
];

async function rest(id: string): Promise<string> {
  for (const end = performance.now() + 60_000; performance.now() < end; await pause(10)) {
    const status = await statusOf(id);
    if (!status.endsWith('IN_PROGRESS')) return status;
  }
  throw new Error(`${id} did not come to rest`);
}

async function storyOf(StackName: string): Promise<StackEvent[]> {
  const story: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudformation.describeStackEvents({ StackName, NextToken });
    story.push(...(page.StackEvents ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return story.reverse();
}

/** A turn that nobody disturbed. */
interface Calm {
  readonly events: number;
  readonly ms: number;
}

/** Waits until a stack's story has so many events, or the stack is at rest. */
async function happened(id: string, events: number): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; await pause(5)) {
    if ((await storyOf(id)).length >= events) return;
    if (!(await statusOf(id)).endsWith('IN_PROGRESS')) return;
  }
  throw new Error(`${id} has no ${events} events`);
}

/** All of a stack's life; `during` is called as soon as a turn has begun, with how many events the stack had before, and answers when the server was killed. */
async function live(StackName: string, during: (turn: Turn, before: number) => Promise<number | undefined>) {
  const points: string[] = [];
  let id = '';
  let seen = 0;
  for (const turn of TURNS) {
    const known = await cloudformation.describeStacks({ StackName }).catch(() => undefined);
    if (!known) seen = 0;
    await turn.begin(StackName);
    id = known?.Stacks?.[0]?.StackId ?? (await newestId(StackName));
    const killedAt = await during(turn, seen);
    expect([turn.name, await rest(id)]).toEqual([turn.name, turn.ends]);
    const story = await storyOf(id);
    const own = story.slice(seen);
    seen = story.length;
    expectOnce(turn, own);
    await expectWhole(turn, id);
    const before = own.filter(({ Timestamp }) => killedAt !== undefined && Number(Timestamp) <= killedAt).length;
    if (before > 0 && before < own.length) points.push(`${turn.name} ${before}`);
  }
  return points;
}

/** Of the stack that was begun last, which may be gone already. */
async function newestId(name: string): Promise<string> {
  const { StackSummaries = [] } = await cloudformation.listStacks({});
  return StackSummaries.find(({ StackName }) => StackName === name)?.StackId ?? '';
}

/** Nothing was done twice: no resource came to the same end again in one turn, unless it was first brought somewhere else. */
function expectOnce(turn: Turn, story: readonly StackEvent[]): void {
  const ends = story
    .filter(({ ResourceStatus = '' }) => /_(COMPLETE|FAILED)$/.test(ResourceStatus))
    .map((event) => `${turn.name}: ${event.LogicalResourceId} ${event.PhysicalResourceId} ${event.ResourceStatus}`);
  const isTwice = (one: string, at: number) => ends.indexOf(one) !== at;
  // What an update changed and its rollback changed back comes to the same end twice.
  const twice = ends.filter(isTwice).filter((one) => !(turn.ends.startsWith('UPDATE_ROLLBACK') && /UPDATE/.test(one)));
  expect(twice).toEqual([]);
}

/** What the stack has is all that is there. */
async function expectWhole({ name, ends }: Turn, id: string): Promise<void> {
  const isGone = /^(DELETE|ROLLBACK)_COMPLETE$/.test(ends);
  const there = isGone ? [] : await everythingOf(id);
  expect([name, ...(await world())]).toEqual([name, ...there]);
  if (isGone) return;
  const { StackResources = [] } = await cloudformation.describeStackResources({ StackName: id });
  const FunctionName = StackResources.find((one) => one.LogicalResourceId === 'Function')?.PhysicalResourceId;
  const policy = JSON.parse((await others.lambda.getPolicy({ FunctionName })).Policy ?? '');
  expect(policy.Statement).toHaveLength(1);
}

/** The names of what a stack and the stack within it have, of the kinds that `world` looks at. */
async function everythingOf(id: string): Promise<string[]> {
  const { StackResources = [] } = await cloudformation.describeStackResources({ StackName: id });
  const names: string[] = [];
  for (const { ResourceType = '', PhysicalResourceId = '' } of StackResources) {
    if (ResourceType === 'AWS::CloudFormation::Stack') names.push(...(await everythingOf(PhysicalResourceId)));
    else if (!/Permission|Custom/.test(ResourceType)) names.push(shortName(PhysicalResourceId));
  }
  return names.sort();
}

describe('a stack of many kinds, on a server that is killed at a moment of every operation', () => {
  it('is whole after every operation, nothing of it is made twice and nothing is left', async () => {
    await others.s3.createBucket({ Bucket: TEMPLATES });
    await others.s3.putObject({ Bucket: TEMPLATES, Key: 'within.json', Body: JSON.stringify(WITHIN) });
    const calm = new Map<string, Calm>();
    await live('calm', async ({ name }, before) => {
      const start = performance.now();
      const id = await newestId('calm');
      await rest(id);
      calm.set(name, { events: (await storyOf(id)).length - before, ms: performance.now() - start });
      return undefined;
    });
    const points = new Set<string>();
    for (let moment = 0; moment < MOMENTS; moment++) {
      const StackName = `moment-${moment}`;
      const hit = await live(StackName, async ({ name }, before) => {
        const { events, ms } = calm.get(name) ?? { events: 0, ms: 0 };
        await happened(await newestId(StackName), before + Math.floor((events * moment) / MOMENTS));
        await pause(((ms / events) * (moment % 3)) / 3);
        const killedAt = Date.now();
        await server.kill();
        await server.start();
        return killedAt;
      });
      for (const point of hit) points.add(point);
    }
    // Not every moment is a point of its own: what one transaction writes is seen at once.
    expect(points.size).toBeGreaterThan(2 * MOMENTS);
  }, 900_000);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { type CreateFunctionRequest, Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { zipOf } from '../../testing/zip-of.ts';

const Role = 'arn:aws:iam::123456789012:role/function';
let yard: Yard;
let clock: FakeClock;
let lambda: Lambda;
let made = 0;

beforeAll(async () => {
  clock = new FakeClock(Date.now());
  yard = await startYard({ clock });
  lambda = yard.client(Lambda);
});

afterAll(() => yard?.stop());

const program = (body: string) =>
  zipOf({ 'index.mjs': `export const handler = async (event, context) => { ${body} };` });

async function create(body: string, rest: Partial<CreateFunctionRequest> = {}): Promise<string> {
  const FunctionName = `f${++made}`;
  const code = { Runtime: 'nodejs20.x', Handler: 'index.handler', Code: { ZipFile: program(body) } } as const;
  await lambda.createFunction({ FunctionName, Role, ...code, ...rest });
  return FunctionName;
}

async function call(FunctionName: string, payload: unknown = {}, Qualifier?: string) {
  const Payload = Buffer.from(JSON.stringify(payload));
  const answer = await lambda.invoke({ FunctionName, Payload, ...(Qualifier ? { Qualifier } : {}), LogType: 'Tail' });
  return {
    value: JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as unknown,
    error: answer.FunctionError,
    version: answer.ExecutedVersion,
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('a function', () => {
  it('is created, described, called, and its log kept', async () => {
    const name = await create(
      'console.log("at work"); return { got: event, who: process.env.WHO, arn: context.invokedFunctionArn };',
      {
        Environment: { Variables: { WHO: 'me' } },
        Description: 'says what it got',
        Timeout: 10,
        Tags: { team: 'a' },
      },
    );
    const { Configuration, Code, Tags } = await lambda.getFunction({ FunctionName: name });
    expect(Configuration).toMatchObject({
      FunctionName: name,
      FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
      Runtime: 'nodejs20.x',
      Timeout: 10,
      MemorySize: 128,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Version: '$LATEST',
      Environment: { Variables: { WHO: 'me' } },
    });
    expect(Tags).toEqual({ team: 'a' });
    const downloaded = Buffer.from(await (await fetch(Code?.Location ?? '')).arrayBuffer());
    expect(downloaded.length).toBe(Configuration?.CodeSize);
    const { value, error, log } = await call(name, { a: 1 });
    expect(value).toEqual({ got: { a: 1 }, who: 'me', arn: Configuration?.FunctionArn });
    expect(error).toBeUndefined();
    expect(log).toMatch(
      /START RequestId: .* Version: \$LATEST\n.*\tINFO\tat work\nEND RequestId: .*\nREPORT RequestId/,
    );
    const logs = yard.client(CloudWatchLogs);
    const { logStreams } = await logs.describeLogStreams({ logGroupName: `/aws/lambda/${name}` });
    const { events } = await logs.getLogEvents({
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: logStreams?.[0]?.logStreamName ?? '',
      startFromHead: true,
    });
    expect(events?.map(({ message }) => message?.split(/[ \t]/)[0]).filter((word) => !/^\d/.test(word ?? ''))).toEqual([
      'INIT_START',
      'START',
      'END',
      'REPORT',
    ]);
  });

  it('takes its code from S3, and a name once', async () => {
    const s3 = yard.client(S3);
    await s3.createBucket({ Bucket: 'code' });
    await s3.putObject({ Bucket: 'code', Key: 'f.zip', Body: program('return 7;') });
    const name = await create('', { Code: { S3Bucket: 'code', S3Key: 'f.zip' } });
    expect((await call(name)).value).toBe(7);
    const again = { FunctionName: name, Role, Runtime: 'nodejs20.x', Handler: 'index.handler' } as const;
    expect(await refusal(lambda.createFunction({ ...again, Code: { S3Bucket: 'code', S3Key: 'f.zip' } }))).toBe(
      `ResourceConflictException: Function already exist: ${name}`,
    );
    expect(
      await refusal(lambda.createFunction({ ...again, FunctionName: 'x', Code: { S3Bucket: 'code', S3Key: 'no' } })),
    ).toMatch(/^InvalidParameterValueException: .*NoSuchKey/);
  });

  it.each([
    ['a ZIP file that is none', { Code: { ZipFile: Buffer.from('no zip') } }, /Could not unzip uploaded file/],
    [
      'a path out of the ZIP file',
      { Code: { ZipFile: readFileSync(new URL('./testing/escape.zip', import.meta.url)) } },
      /Could not unzip/,
    ],
    ['an image', { PackageType: 'Image', Code: { ImageUri: 'x' } }, /container image is not implemented/],
    ['Java', { Runtime: 'java21' }, /The runtime java21 is not supported/],
    ['variables of ours', { Environment: { Variables: { AWS_REGION: 'x' } } }, /reserved keys.*AWS_REGION/],
    ['too many variables', { Environment: { Variables: { BIG: 'x'.repeat(5_000) } } }, /exceeded the 4KB limit/],
    ['a layer that is not there', { Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:no:1'] }, /does not exist/],
  ] as const)('is not made of %s', async (_, rest, message) => {
    expect(await refusal(create('', rest as Partial<CreateFunctionRequest>))).toMatch(message);
  });

  it('tells of errors, timeouts and exits as AWS does', async () => {
    const name = await create(
      'if (event.hang) await new Promise((r) => setTimeout(r, 9e4)); if (event.exit) process.exit(1); throw new Error("no");',
      { Timeout: 1 },
    );
    expect(await call(name)).toMatchObject({
      error: 'Unhandled',
      value: { errorType: 'Error', errorMessage: 'no' },
    });
    const late = await call(name, { hang: true });
    expect(late.value).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: .* Error: Task timed out after 1.00 seconds$/),
    });
    expect(late.log).toContain('Task timed out after 1.00 seconds');
    expect((await call(name, { exit: true })).value).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it('speaks to this server with the credentials of its role', async () => {
    const name = await create(
      'return { endpoint: process.env.AWS_ENDPOINT_URL, key: process.env.AWS_ACCESS_KEY_ID, region: process.env.AWS_REGION };',
    );
    const { value } = await call(name);
    expect(value).toMatchObject({ endpoint: yard.endpoint, key: expect.stringMatching(/^ASIA/), region: 'us-east-1' });
  });

  it('runs new code and configuration as soon as they are there', async () => {
    const name = await create('return [1, process.env.AA];');
    expect((await call(name)).value).toEqual([1, null]);
    await lambda.updateFunctionCode({ FunctionName: name, ZipFile: program('return [2, process.env.AA];') });
    const { RevisionId } = await lambda.updateFunctionConfiguration({
      FunctionName: name,
      Environment: { Variables: { AA: 'x' } },
    });
    expect((await call(name)).value).toEqual([2, 'x']);
    const stale = { FunctionName: name, RevisionId: 'stale', ZipFile: program('') };
    expect(await refusal(lambda.updateFunctionCode(stale))).toMatch(/^PreconditionFailedException/);
    const { Environment } = await lambda.updateFunctionConfiguration({ FunctionName: name, Timeout: 9, RevisionId });
    expect(Environment?.Variables).toEqual({ AA: 'x' });
  });

  it('keeps to its reserved concurrency', async () => {
    const name = await create('await new Promise((r) => setTimeout(r, 300)); return 1;');
    await lambda.putFunctionConcurrency({ FunctionName: name, ReservedConcurrentExecutions: 1 });
    const results = await Promise.all([refusal(call(name)), refusal(call(name))]);
    expect(results.sort()).toEqual(['TooManyRequestsException: Rate Exceeded.', 'done']);
    await lambda.deleteFunctionConcurrency({ FunctionName: name });
    expect(await lambda.getFunctionConcurrency({ FunctionName: name })).not.toHaveProperty(
      'ReservedConcurrentExecutions',
    );
  });

  it('is signed by nobody', async () => {
    const name = await create('return 1;');
    const signing = await lambda.getFunctionCodeSigningConfig({ FunctionName: name });
    expect(signing).toMatchObject({ FunctionName: name });
    expect(signing.CodeSigningConfigArn).toBeUndefined();
    expect(await refusal(lambda.getFunctionCodeSigningConfig({ FunctionName: 'nobody' }))).toMatch(
      /^ResourceNotFoundException/,
    );
  });

  it('is gone once deleted', async () => {
    const name = await create('return 1;');
    await call(name);
    await lambda.deleteFunction({ FunctionName: name });
    expect(await refusal(call(name))).toMatch(/^ResourceNotFoundException: Function not found: arn:aws:lambda/);
    expect(await refusal(lambda.deleteFunction({ FunctionName: name }))).toMatch(/^ResourceNotFoundException/);
  });

  it('has its pages, tags and permissions', async () => {
    const name = await create('return 1;');
    const { Functions, NextMarker } = await lambda.listFunctions({ MaxItems: 1 });
    expect(Functions?.length).toBe(1);
    expect((await lambda.listFunctions({ Marker: NextMarker })).Functions?.length).toBeGreaterThan(0);
    const Resource = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
    await lambda.tagResource({ Resource, Tags: { a: '1', b: '2' } });
    await lambda.untagResource({ Resource, TagKeys: ['a'] });
    expect((await lambda.listTags({ Resource })).Tags).toEqual({ b: '2' });
    const grant = { FunctionName: name, StatementId: 'rule', Action: 'lambda:InvokeFunction' };
    await lambda.addPermission({
      ...grant,
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:us-east-1:123456789012:rule/r',
    });
    expect(await refusal(lambda.addPermission({ ...grant, Principal: '*' }))).toMatch(/^ResourceConflictException/);
    const { Policy } = await lambda.getPolicy({ FunctionName: name });
    expect(JSON.parse(Policy ?? '').Statement).toEqual([
      {
        Sid: 'rule',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource,
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:us-east-1:123456789012:rule/r' } },
      },
    ]);
    await lambda.removePermission({ FunctionName: name, StatementId: 'rule' });
    const url = { ...grant, Principal: '*', FunctionUrlAuthType: 'NONE' as const, InvokedViaFunctionUrl: true };
    const { Statement } = await lambda.addPermission(url);
    expect(JSON.parse(Statement ?? '').Condition).toEqual({
      StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' },
      Bool: { 'lambda:InvokedViaFunctionUrl': 'true' },
    });
    await lambda.removePermission({ FunctionName: name, StatementId: 'rule' });
    expect(await refusal(lambda.getPolicy({ FunctionName: name }))).toMatch(/^ResourceNotFoundException/);
  });
});

describe('versions and aliases', () => {
  it('stay as they were published, and are chosen by weight', async () => {
    const name = await create('return "one";', { Publish: true });
    expect((await lambda.publishVersion({ FunctionName: name })).Version).toBe('1');
    await lambda.updateFunctionCode({ FunctionName: name, ZipFile: program('return "two";') });
    expect((await lambda.publishVersion({ FunctionName: name, Description: 'second' })).Version).toBe('2');
    await lambda.createAlias({ FunctionName: name, Name: 'live', FunctionVersion: '1' });
    expect(await call(name, {}, 'live')).toMatchObject({ value: 'one', version: '1' });
    expect(await call(`${name}:2`)).toMatchObject({ value: 'two', version: '2' });
    await lambda.updateAlias({
      FunctionName: name,
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } },
    });
    const seen = new Set<unknown>();
    for (let calls = 0; calls < 60 && seen.size < 2; calls++) seen.add((await call(name, {}, 'live')).value);
    expect(seen.size).toBe(2);
    const deleting = lambda.deleteFunction({ FunctionName: name, Qualifier: '2' });
    expect(await refusal(deleting)).toMatch(/^ResourceConflictException: .*live/);
    const { Versions } = await lambda.listVersionsByFunction({ FunctionName: name });
    expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2']);
    expect((await lambda.listAliases({ FunctionName: name })).Aliases?.map(({ Name }) => Name)).toEqual(['live']);
    await lambda.deleteAlias({ FunctionName: name, Name: 'live' });
    expect(await refusal(call(name, {}, 'live'))).toMatch(/^ResourceNotFoundException/);
  });
});

describe('a layer', () => {
  it('is found by the functions that name it', async () => {
    const Content = {
      ZipFile: zipOf({ 'nodejs/node_modules/greet/index.js': 'module.exports = () => "from the layer";' }),
    };
    const { LayerVersionArn = '', Version } = await lambda.publishLayerVersion({ LayerName: 'greet', Content });
    expect(Version).toBe(1);
    const name = await create('', {
      Handler: 'main.handler',
      Layers: [LayerVersionArn],
      Code: {
        ZipFile: zipOf({ 'main.cjs': 'const greet = require("greet"); exports.handler = async () => greet();' }),
      },
    });
    expect((await call(name)).value).toBe('from the layer');
    await lambda.deleteLayerVersion({ LayerName: 'greet', VersionNumber: 1 });
    expect((await lambda.publishLayerVersion({ LayerName: 'greet', Content })).Version).toBe(2);
    expect((await lambda.listLayers({})).Layers?.map(({ LayerName }) => LayerName)).toEqual(['greet']);
  });
});

describe('an event', () => {
  /** What came to a topic, by the messages that are kept of it. */
  const messagesOf = (topic: string) => {
    try {
      const lines = readFileSync(join(yard.dataFolder, 'messages', `${topic}.jsonl`), 'utf8')
        .trim()
        .split('\n');
      return lines.map((line) => JSON.parse(line) as { Message: string });
    } catch {
      return [];
    }
  };

  async function until<Value>(look: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
    for (let looks = 0; looks < 400; looks++) {
      const value = await look();
      if (value !== undefined) return value;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('it did not happen');
  }

  it('is answered at once, tried again after one and two minutes, and told of in the end', async () => {
    const sns = yard.client(SNS);
    const [{ TopicArn: failed = '' }, { TopicArn: dead = '' }] = [
      await sns.createTopic({ Name: 'failed' }),
      await sns.createTopic({ Name: 'dead' }),
    ];
    const file = join(yard.dataFolder, 'tries');
    const name = await create(
      `(await import('node:fs')).appendFileSync(${JSON.stringify(file)}, 'x'); throw new Error('again');`,
      { DeadLetterConfig: { TargetArn: dead } },
    );
    const DestinationConfig = { OnFailure: { Destination: failed } };
    await lambda.putFunctionEventInvokeConfig({ FunctionName: name, DestinationConfig });
    const Payload = Buffer.from('{"n":1}');
    expect((await lambda.invoke({ FunctionName: name, InvocationType: 'Event', Payload })).StatusCode).toBe(202);
    const tries = (count: number) =>
      until(() => {
        try {
          return readFileSync(file, 'utf8').length >= count || undefined;
        } catch {
          return undefined;
        }
      });
    await tries(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    clock.advance(61_000);
    await tries(2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(messagesOf('failed')).toEqual([]);
    clock.advance(121_000);
    await tries(3);
    const told = JSON.parse((await until(() => messagesOf('failed')[0])).Message) as object;
    expect(told).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { n: 1 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'again' },
    });
    expect((await until(() => messagesOf('dead')[0])).Message).toBe('{"n":1}');
  });

  it('goes into queues in the end: the event into one for dead letters, what became of it to a destination', async () => {
    const sqs = yard.client(SQS);
    const queueNamed = async (QueueName: string) => {
      const { QueueUrl = '' } = await sqs.createQueue({ QueueName });
      return { QueueUrl, arn: `arn:aws:sqs:${yard.region}:${yard.account}:${QueueName}` };
    };
    const [dead, ends] = [await queueNamed('dead-events'), await queueNamed('ends')];
    const FunctionName = await create('throw new Error("no");', { DeadLetterConfig: { TargetArn: dead.arn } });
    const DestinationConfig = { OnFailure: { Destination: ends.arn } };
    await lambda.putFunctionEventInvokeConfig({ FunctionName, MaximumRetryAttempts: 0, DestinationConfig });
    await lambda.invoke({ FunctionName, InvocationType: 'Event', Payload: Buffer.from('{"n":2}') });
    const receive = ({ QueueUrl }: { QueueUrl: string }) =>
      until(async () => (await sqs.receiveMessage({ QueueUrl, MessageAttributeNames: ['All'] })).Messages?.[0]);
    expect(await receive(dead)).toMatchObject({
      Body: '{"n":2}',
      MessageAttributes: {
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        ErrorMessage: { DataType: 'String', StringValue: expect.stringContaining('no') },
      },
    });
    expect(JSON.parse((await receive(ends)).Body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { n: 2 },
    });
  });

  it('may come from a rule of EventBridge, shaped by its input transformer', async () => {
    const file = join(yard.dataFolder, 'from-rule');
    const name = await create(
      `(await import('node:fs')).writeFileSync(${JSON.stringify(file)}, JSON.stringify(event));`,
    );
    const events = yard.client(EventBridge);
    await events.putRule({ Name: 'to-function', EventPattern: JSON.stringify({ source: ['shop'] }) });
    const Arn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
    const InputTransformer = { InputPathsMap: { item: '$.detail.item' }, InputTemplate: '{"wanted": <item>}' };
    await events.putTargets({ Rule: 'to-function', Targets: [{ Id: '1', Arn, InputTransformer }] });
    await events.putEvents({ Entries: [{ Source: 'shop', DetailType: 'order', Detail: '{"item":"tea"}' }] });
    const told = await until(() => {
      try {
        return readFileSync(file, 'utf8') || undefined;
      } catch {
        return undefined;
      }
    });
    expect(JSON.parse(told)).toEqual({ wanted: 'tea' });
  });
});

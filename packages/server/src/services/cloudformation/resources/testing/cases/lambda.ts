import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { zipTexts } from '@codeyard/compute/archives/zip-texts';
import { expect } from 'vitest';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const Role = 'arn:aws:iam::123456789012:role/function';
const GONE = 'ResourceNotFoundException';
const NODE = "exports.handler = async () => ({ who: process.env.WHO, send: typeof require('cfn-response').send });";
const PYTHON = 'import cfnresponse\ndef handler(event, context):\n  return {"python": cfnresponse.SUCCESS}\n';

const zip = () => zipTexts({ 'index.js': 'exports.handler = async () => "from S3";' });

async function putCode(yard: Yard) {
  const s3 = yard.client(S3);
  await s3.createBucket({ Bucket: 'function-code' }).catch(() => {});
  await s3.putObject({ Bucket: 'function-code', Key: 'code.zip', Body: zip() });
  return { S3Bucket: 'function-code', S3Key: 'code.zip' };
}

/** A function for what belongs to one, with a version. */
async function makeFunction(yard: Yard, FunctionName: string): Promise<string> {
  const lambda = yard.client(Lambda);
  const code = { Runtime: 'nodejs20.x', Handler: 'index.handler', Code: { ZipFile: zip() } } as const;
  await lambda.createFunction({ FunctionName, Role, Publish: true, ...code }).catch(() => {});
  return FunctionName;
}

async function makeLayer(yard: Yard, LayerName: string): Promise<string> {
  const { LayerVersionArn } = await yard.client(Lambda).publishLayerVersion({ LayerName, Content: { ZipFile: zip() } });
  return LayerVersionArn ?? '';
}

const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;

async function lookAtFunction(yard: Yard, FunctionName: string) {
  const lambda = yard.client(Lambda);
  const found = await unlessGone(GONE, () => lambda.getFunction({ FunctionName }));
  if (!found) return undefined;
  const { Payload } = await lambda.invoke({ FunctionName });
  const { DeadLetterConfig, VpcConfig, Layers, Environment } = found.Configuration ?? {};
  return {
    Concurrency: found.Concurrency,
    Tags: found.Tags,
    Configuration: { ...found.Configuration, DeadLetterConfig, VpcConfig, Layers, Environment },
    says: JSON.parse(Buffer.from(Payload ?? []).toString()) as unknown,
  };
}

export const LAMBDA_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::Lambda::Function',
    prepare: async (yard) => ({ Layers: [await makeLayer(yard, 'of-function')] }),
    properties: {
      ...{ Role, Runtime: 'nodejs20.x', Handler: 'index.handler', Code: { ZipFile: NODE } },
      ...{ Description: 'one', Timeout: '20', MemorySize: '256', Environment: { Variables: { WHO: 7 } } },
      ...{ TracingConfig: { Mode: 'Active' }, DeadLetterConfig: { TargetArn: topic('dead') } },
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      ...{ EphemeralStorage: { Size: 1024 }, Architectures: ['arm64'], ReservedConcurrentExecutions: '2' },
      ...{
        LoggingConfig: { LogGroup: 'elsewhere' },
        Tags: [{ Key: 'team', Value: 'a' }],
        SnapStart: { ApplyOn: 'None' },
      },
    },
    change: {
      ...{ Runtime: 'python3.12', Code: { ZipFile: PYTHON }, Description: 'two', Environment: {}, Layers: [] },
      ...{ LoggingConfig: { LogFormat: 'JSON' }, DeadLetterConfig: { TargetArn: '' }, VpcConfig: {}, Timeout: 21 },
      ...{ Tags: [{ Key: 'group', Value: 'b' }], ReservedConcurrentExecutions: 3, Architectures: ['x86_64'] },
      ...{ TracingConfig: { Mode: 'PassThrough' }, EphemeralStorage: { Size: 512 }, MemorySize: 128 },
    },
    replacement: { FunctionName: 'another' },
    broken: { properties: { Runtime: 'java21' }, reason: /ZipFile can only be used with a Runtime of nodejs/ },
    expected: {
      says: { who: '7', send: 'function' },
      Configuration: {
        ...{ Runtime: 'nodejs20.x', Description: 'one', Timeout: 20, MemorySize: 256, Architectures: ['arm64'] },
        ...{ TracingConfig: { Mode: 'Active' }, DeadLetterConfig: { TargetArn: topic('dead') } },
        VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
        ...{ EphemeralStorage: { Size: 1024 }, LoggingConfig: { LogGroup: 'elsewhere', LogFormat: 'Text' } },
        Layers: [{}],
      },
      Concurrency: { ReservedConcurrentExecutions: 2 },
      Tags: { team: 'a' },
    },
    expectedChange: {
      says: { python: 'SUCCESS' },
      Configuration: {
        ...{ Runtime: 'python3.12', Description: 'two', Timeout: 21, MemorySize: 128, Architectures: ['x86_64'] },
        ...{ TracingConfig: { Mode: 'PassThrough' }, DeadLetterConfig: undefined, VpcConfig: undefined },
        ...{ Layers: undefined, Environment: undefined, EphemeralStorage: { Size: 512 } },
        LoggingConfig: { LogGroup: expect.stringMatching(/^\/aws\/lambda\/suite-/), LogFormat: 'JSON' },
      },
      Concurrency: { ReservedConcurrentExecutions: 3 },
      Tags: { group: 'b' },
    },
    look: lookAtFunction,
  },
  {
    type: 'AWS::Lambda::Function',
    prepare: async (yard) => ({ Code: await putCode(yard) }),
    properties: { FunctionName: 'of-case', Role, Runtime: 'nodejs22.x', Handler: 'index.handler', Description: 'x' },
    change: { Code: { ZipFile: NODE }, ReservedConcurrentExecutions: 1, Environment: { Variables: { WHO: 'b' } } },
    broken: { properties: { Code: { ImageUri: 'image' } }, reason: /container image is not implemented/ },
    expected: { says: 'from S3', Concurrency: undefined, Configuration: { Environment: undefined } },
    expectedChange: { says: { who: 'b' }, Concurrency: { ReservedConcurrentExecutions: 1 } },
    look: lookAtFunction,
  },
  {
    type: 'AWS::Lambda::Permission',
    prepare: async (yard) => ({ FunctionName: await makeFunction(yard, 'of-permission') }),
    properties: {
      ...{ Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceAccount: '123456789012' },
      SourceArn: 'arn:aws:events:us-east-1:123456789012:rule/x',
    },
    replacement: { Principal: 's3.amazonaws.com' },
    broken: { properties: { FunctionName: 'nobody' }, reason: /Function not found/ },
    expected: {
      ...{ Action: 'lambda:InvokeFunction', Principal: { Service: 'events.amazonaws.com' } },
      Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:us-east-1:123456789012:rule/x' } },
    },
    async look(yard, id) {
      const named = { FunctionName: 'of-permission' };
      const found = await unlessGone(GONE, () => yard.client(Lambda).getPolicy(named));
      const { Statement = [] } = JSON.parse(found?.Policy ?? '{}') as { Statement?: { Sid: string }[] };
      return Statement.find(({ Sid }) => Sid === id);
    },
  },
  {
    type: 'AWS::Lambda::Version',
    async prepare(yard) {
      const FunctionName = await makeFunction(yard, 'of-version');
      await yard.client(Lambda).updateFunctionConfiguration({ FunctionName, Description: String(Math.random()) });
      return { FunctionName: `arn:aws:lambda:${yard.region}:${yard.account}:function:${FunctionName}` };
    },
    properties: { Description: 'a version' },
    replacement: { Description: 'another version' },
    broken: { properties: { CodeSha256: 'unlike' }, reason: /is different from current CodeSHA256/ },
    expected: { Version: expect.stringMatching(/^\d+$/), Description: 'a version' },
    look: (yard, FunctionName) =>
      unlessGone(GONE, () => yard.client(Lambda).getFunctionConfiguration({ FunctionName })),
  },
  {
    type: 'AWS::Lambda::Alias',
    async prepare(yard) {
      const FunctionName = await makeFunction(yard, 'of-alias');
      const lambda = yard.client(Lambda);
      await lambda.updateFunctionConfiguration({ FunctionName, Description: 'second' });
      await lambda.publishVersion({ FunctionName });
      return { FunctionName };
    },
    properties: {
      ...{ Name: 'live', FunctionVersion: 1, Description: 'one' },
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: '0.25' }] },
    },
    change: { FunctionVersion: '2', Description: 'two', RoutingConfig: {} },
    replacement: { Name: 'other' },
    broken: { properties: { FunctionVersion: '77' }, reason: /77/ },
    expected: {
      ...{ Name: 'live', FunctionVersion: '1', Description: 'one' },
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } },
    },
    expectedChange: { FunctionVersion: '2', Description: 'two', RoutingConfig: undefined },
    async look(yard) {
      const named = { FunctionName: 'of-alias', Name: 'live' };
      const found = await unlessGone(GONE, () => yard.client(Lambda).getAlias(named));
      return found && { ...found, RoutingConfig: found.RoutingConfig };
    },
  },
  {
    type: 'AWS::Lambda::LayerVersion',
    prepare: async (yard) => ({ Content: await putCode(yard) }),
    properties: {
      ...{ Description: 'tools', CompatibleRuntimes: ['nodejs20.x'], CompatibleArchitectures: ['arm64'] },
      LicenseInfo: 'MIT',
    },
    replacement: { LayerName: 'another' },
    broken: { properties: { Content: { S3Bucket: 'nowhere', S3Key: 'x' } }, reason: /NoSuchBucket/ },
    expected: {
      ...{ Description: 'tools', CompatibleRuntimes: ['nodejs20.x'], CompatibleArchitectures: ['arm64'] },
      ...{ LicenseInfo: 'MIT', Version: 1 },
    },
    look: (yard, Arn) => unlessGone(GONE, () => yard.client(Lambda).getLayerVersionByArn({ Arn })),
  },
  {
    type: 'AWS::Lambda::EventInvokeConfig',
    prepare: async (yard) => ({ FunctionName: await makeFunction(yard, 'of-config') }),
    properties: {
      ...{ Qualifier: '$LATEST', MaximumRetryAttempts: '1', MaximumEventAgeInSeconds: 60 },
      DestinationConfig: { OnFailure: { Destination: topic('failures') } },
    },
    change: { MaximumRetryAttempts: 0, DestinationConfig: {} },
    replacement: { Qualifier: '1' },
    broken: { properties: { MaximumRetryAttempts: 3 }, reason: /maximumRetryAttempts/ },
    expected: {
      ...{ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 },
      DestinationConfig: { OnFailure: { Destination: topic('failures') } },
    },
    expectedChange: { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: {} } },
    look: (yard) =>
      unlessGone(GONE, () => yard.client(Lambda).getFunctionEventInvokeConfig({ FunctionName: 'of-config' })),
  },
];

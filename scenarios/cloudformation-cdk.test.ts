import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCloudAssembly } from './testing/cloud-assembly.ts';
import { repository, type ServerProcess, startServer } from './testing/server-process.ts';

const run = promisify(execFile);
const LONG_MS = 240_000;
const require = createRequire(import.meta.url);
const cdkProgram = require.resolve('aws-cdk/bin/cdk');

const role = (service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
  },
});

const lambda = (Code: object | undefined) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code, Handler: 'index.handler', Runtime: 'nodejs20.x', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
});

const action = (name: string, category: string, provider: string, rest: object) => ({
  ...{ Name: name, RunOrder: 1, ...rest },
  ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' },
});

const PIPELINE = {
  Type: 'AWS::CodePipeline::Pipeline',
  Properties: {
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ArtifactStore: { Type: 'S3', Location: { Ref: 'Bucket' } },
    Stages: [
      {
        Name: 'Source',
        Actions: [
          action('S3', 'Source', 'S3', {
            Configuration: { S3Bucket: { Ref: 'Bucket' }, S3ObjectKey: 'code.zip', PollForSourceChanges: false },
            OutputArtifacts: [{ Name: 'Code' }],
          }),
        ],
      },
      {
        Name: 'Build',
        Actions: [
          action('CodeBuild', 'Build', 'CodeBuild', {
            Configuration: { ProjectName: { Ref: 'Project' } },
            InputArtifacts: [{ Name: 'Code' }],
          }),
        ],
      },
    ],
  },
};

const PROJECT = {
  Type: 'AWS::CodeBuild::Project',
  Properties: {
    ServiceRole: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Artifacts: { Type: 'CODEPIPELINE' },
    Source: { Type: 'CODEPIPELINE', BuildSpec: '{"version":"0.2","phases":{"build":{"commands":["ls"]}}}' },
    Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'aws/codebuild/standard:7.0' },
  },
};

const template = (more: object) => (code: Record<string, object>) => ({
  Resources: {
    Role: role('lambda.amazonaws.com'),
    Page: lambda(code.page),
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { VersioningConfiguration: { Status: 'Enabled' } },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    },
    Emptier: lambda(code.emptier),
    Emptying: {
      Type: 'Custom::S3AutoDeleteObjects',
      Properties: { ServiceToken: { 'Fn::GetAtt': ['Emptier', 'Arn'] }, BucketName: { Ref: 'Bucket' } },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    },
    Project: PROJECT,
    Pipeline: PIPELINE,
    Metadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:none' } },
    ...more,
  },
  Outputs: { PageName: { Value: { Ref: 'Page' } }, BucketName: { Value: { Ref: 'Bucket' } } },
});

describe('the CDK', () => {
  let server: ServerProcess;
  let folder: string;
  let cloudformation: CloudFormation;
  let s3: S3;
  let lambdas: Lambda;
  let ssm: SSM;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'codeyard-cdk-'));
    cpSync(join(repository, 'scenarios/cloudformation-cdk'), folder, { recursive: true });
    server = await startServer(['--function-modules', join(repository, 'node_modules')]);
    const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
    cloudformation = new CloudFormation(settings);
    s3 = new S3({ ...settings, forcePathStyle: true });
    lambdas = new Lambda(settings);
    ssm = new SSM(settings);
  });

  afterAll(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** Resolves with all that `cdk` says; rejects when it fails. It is told to ask nobody but the server. */
  async function cdk(...argv: string[]): Promise<string> {
    const quiet = { CI: 'true', NO_COLOR: '1', NODE_NO_WARNINGS: '1' };
    const alone = { CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: '1' };
    const options = { cwd: folder, env: { ...server.environment, ...quiet, ...alone }, timeout: LONG_MS };
    const { stdout, stderr } = await run(process.execPath, [cdkProgram, '--no-notices', ...argv], options);
    return `${stdout}${stderr}`;
  }

  const synthesize = (more: object = {}) => {
    rmSync(join(folder, 'cdk.out'), { recursive: true, force: true });
    writeCloudAssembly(join(folder, 'cdk.out'), {
      stack: 'Shop',
      template: template(more),
      folders: { page: join(folder, 'page'), emptier: join(folder, 'emptier') },
    });
  };
  const app = ['--app', 'cdk.out'];
  const deploy = (...rest: string[]) => cdk('deploy', 'Shop', ...app, '--require-approval', 'never', ...rest);
  const stack = async () => (await cloudformation.describeStacks({ StackName: 'Shop' })).Stacks?.[0];
  const output = async (name: string) =>
    (await stack())?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
  const page = async () => {
    const { Payload } = await lambdas.invoke({ FunctionName: await output('PageName') });
    return JSON.parse(Buffer.from(Payload ?? []).toString()) as unknown;
  };

  it(
    'bootstraps, once',
    async () => {
      expect(await cdk('bootstrap', 'aws://123456789012/us-east-1')).toContain(
        'Environment aws://123456789012/us-east-1 bootstrapped.',
      );
      const { Parameter } = await ssm.getParameter({ Name: '/cdk-bootstrap/hnb659fds/version' });
      expect(Number(Parameter?.Value)).toBeGreaterThanOrEqual(6);
      const { StackResources = [] } = await cloudformation.describeStackResources({ StackName: 'CDKToolkit' });
      const kinds = StackResources.map(({ ResourceType }) => ResourceType);
      for (const kind of ['AWS::S3::Bucket', 'AWS::ECR::Repository', 'AWS::IAM::Role']) expect(kinds).toContain(kind);
      expect(await cdk('bootstrap', 'aws://123456789012/us-east-1')).toContain('(no changes)');
    },
    LONG_MS,
  );

  it(
    'deploys directly, and sees that nothing has changed',
    async () => {
      synthesize();
      expect((await cdk('ls', ...app)).trim()).toBe('Shop');
      expect(await deploy('--method=direct')).toContain('✅  Shop');
      expect(await stack()).toMatchObject({
        StackStatus: 'CREATE_COMPLETE',
        RoleARN: 'arn:aws:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-us-east-1',
      });
      expect(await page()).toBe('first');
      expect(await deploy('--method=direct')).toContain('Shop (no changes)');
      expect(await deploy()).toContain('Shop (no changes)');
      expect(await cdk('diff', ...app)).toContain('Number of stacks with differences: 0');
    },
    LONG_MS,
  );

  it(
    'shows what differs, and deploys it by a change set',
    async () => {
      writeFileSync(join(folder, 'page/index.js'), "exports.handler = async () => 'second';\n");
      synthesize();
      const differences = await cdk('diff', ...app);
      expect(differences).toMatch(/\[~\] AWS::Lambda::Function Page/);
      expect(differences).toContain('Number of stacks with differences: 1');
      await deploy('--method=prepare-change-set', '--change-set-name', 'prepared');
      const prepared = { StackName: 'Shop', ChangeSetName: 'prepared' };
      expect(await cloudformation.describeChangeSet(prepared)).toMatchObject({
        ExecutionStatus: 'AVAILABLE',
        Changes: [{ ResourceChange: { Action: 'Modify', LogicalResourceId: 'Page', Replacement: 'False' } }],
      });
      expect(await page()).toBe('first');
      expect(await deploy()).toContain('UPDATE_COMPLETE');
      expect(await page()).toBe('second');
    },
    LONG_MS,
  );

  it(
    'says why a deployment failed, and what it was is there again',
    async () => {
      const Broken = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'no name' } };
      writeFileSync(join(folder, 'page/index.js'), "exports.handler = async () => 'never';\n");
      synthesize({ Broken });
      const failure = await deploy().then(
        () => ({ stdout: '', stderr: '' }),
        (error: { stdout: string; stderr: string }) => error,
      );
      const said = `${failure.stdout}${failure.stderr}`;
      expect(said).toMatch(/CREATE_FAILED +\| AWS::SNS::Topic +\| Broken .*Invalid parameter: Topic Name/);
      expect(said).toContain('UPDATE_ROLLBACK_IN_PROG');
      expect((await stack())?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await page()).toBe('second');
    },
    LONG_MS,
  );

  it(
    'destroys it, with a bucket that its own function empties',
    async () => {
      const Bucket = await output('BucketName');
      for (const Body of ['one', 'two']) await s3.putObject({ Bucket, Key: 'kept', Body });
      expect(await cdk('destroy', 'Shop', ...app, '--force')).toContain('Shop: destroyed');
      await expect(stack()).rejects.toThrow('Stack with id Shop does not exist');
      await expect(s3.headBucket({ Bucket })).rejects.toMatchObject({ name: 'NotFound' });
    },
    LONG_MS,
  );
});

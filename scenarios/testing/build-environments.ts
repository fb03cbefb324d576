import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { type ActionExecutionDetail, CodePipeline } from '@aws-sdk/client-codepipeline';
import { EC2 } from '@aws-sdk/client-ec2';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { SSM } from '@aws-sdk/client-ssm';
import { extractZip } from '../../packages/compute/src/archives/extract-zip.ts';
import { until } from '../../packages/server/src/testing/until.ts';
import { zipOf } from '../../packages/server/src/testing/zip-of.ts';
import { repository, type ServerProcess, startServer } from './server-process.ts';

const run = promisify(execFile);
const STACK = 'builders';
const ROLE = 'arn:aws:iam::123456789012:role/pipeline';
const AMI = 'ami-0123456789abcdef0';

interface PipelineRest {
  /** Keys of source objects, each an input artifact: Code, Code1, Code2. */
  readonly sources?: readonly string[];
  readonly outputs?: readonly string[];
  /** The key of its artifact store. */
  readonly keyArn?: string;
}

/** A server with the stack of the EC2 build environments, and pipelines that use it. */
export interface BuildEnvironments {
  readonly server: ServerProcess;
  readonly aws: {
    readonly cloudformation: CloudFormation;
    readonly codepipeline: CodePipeline;
    readonly ec2: EC2;
    readonly s3: S3;
    readonly sfn: SFN;
    readonly ssm: SSM;
  };
  readonly outputs: Readonly<Record<string, string>>;
  putSource(files: Readonly<Record<string, string>>, key?: string): Promise<void>;
  /** A pipeline with one action of ours; its creation starts it. */
  create(name: string, configuration: Readonly<Record<string, string>>, rest?: PipelineRest): Promise<void>;
  /** The action, once it has ended. */
  outcome(name: string, timeoutMs?: number): Promise<ActionExecutionDetail>;
  action(name: string): Promise<ActionExecutionDetail | undefined>;
  definePool(name: string, pool: object): Promise<void>;
  /** What is in the output artifacts of an action that succeeded, by the artifact's name and the file's path. */
  files(name: string): Promise<Record<string, Record<string, string>>>;
  /** Ids of the instances that have not ended. */
  machines(): Promise<string[]>;
  close(): Promise<void>;
}

/** Installs the stack as users do, with the aws CLI. `stack` is its folder. */
export async function openBuildEnvironments(
  program: string,
  settings: readonly string[] = [],
  stack = join(repository, 'packages/aws-stack'),
): Promise<BuildEnvironments> {
  const server = await startServer(settings);
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-stack-'));
  const { s3 } = clientsOf(server);
  await s3.createBucket({ Bucket: 'code' });
  const cli = async (...argv: string[]) => await run(program, argv, { cwd: stack, env: server.environment });
  const packaged = join(folder, 'packaged.yml');
  const from = ['--template-file', 'template.yml', '--s3-bucket', 'code', '--output-template-file', packaged];
  await cli('cloudformation', 'package', ...from);
  const capabilities = ['--capabilities', 'CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'];
  await cli('cloudformation', 'deploy', '--template-file', packaged, '--stack-name', STACK, ...capabilities);
  await rm(folder, { recursive: true, force: true });
  return await openPipelines(server, STACK);
}

function clientsOf(server: ServerProcess): BuildEnvironments['aws'] {
  const client = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  return {
    ...{ cloudformation: new CloudFormation(client), codepipeline: new CodePipeline(client), ec2: new EC2(client) },
    ...{ s3: new S3({ ...client, forcePathStyle: true }), sfn: new SFN(client), ssm: new SSM(client) },
  };
}

/** Pipelines that use a stack that is installed. */
export async function openPipelines(server: ServerProcess, stackName: string): Promise<BuildEnvironments> {
  const aws = clientsOf(server);
  for (const Bucket of ['artifacts', 'source']) await aws.s3.createBucket({ Bucket });
  await aws.s3.putBucketVersioning({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } });
  const { Stacks = [] } = await aws.cloudformation.describeStacks({ StackName: stackName });
  const outputs = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );

  async function action(name: string) {
    const { actionExecutionDetails = [] } = await aws.codepipeline.listActionExecutions({ pipelineName: name });
    return actionExecutionDetails.find(({ stageName }) => stageName === 'Build');
  }

  return {
    ...{ server, aws, outputs, action },
    async putSource(files, Key = 'code.zip') {
      await aws.s3.putObject({ Bucket: 'source', Key, Body: zipOf(files) });
    },
    async create(name, configuration, { sources = ['code.zip'], outputs: outputArtifacts = ['Built'], keyArn } = {}) {
      const gets = sources.map((S3ObjectKey, index) => ({
        name: `Get${index || ''}`,
        actionTypeId: { category: 'Source' as const, owner: 'AWS' as const, provider: 'S3', version: '1' },
        configuration: { S3Bucket: 'source', S3ObjectKey, PollForSourceChanges: 'false' },
        outputArtifacts: [{ name: `Code${index || ''}` }],
      }));
      const build = {
        name: 'Build',
        namespace: 'Build',
        actionTypeId: { category: 'Build' as const, owner: 'Custom' as const, provider: 'Codeyard-EC2', version: '1' },
        configuration: { ...(configuration.Pool ? {} : { ImageId: AMI, InstanceType: 'm5.large' }), ...configuration },
        inputArtifacts: gets.flatMap(({ outputArtifacts: [made] }) => made ?? []),
        outputArtifacts: outputArtifacts.map((artifact) => ({ name: artifact })),
      };
      const stages = [
        { name: 'Source', actions: gets },
        { name: 'Build', actions: [build] },
      ];
      const encryptionKey = keyArn === undefined ? {} : { encryptionKey: { id: keyArn, type: 'KMS' as const } };
      const artifactStore = { type: 'S3' as const, location: 'artifacts', ...encryptionKey };
      await aws.codepipeline.createPipeline({ pipeline: { name, roleArn: ROLE, artifactStore, stages } });
    },
    outcome: (name, timeoutMs = 60_000) =>
      until(async () => {
        const found = await action(name);
        return found && found.status !== 'InProgress' ? found : undefined;
      }, timeoutMs),
    async files(name) {
      const artifacts = (await action(name))?.output?.outputArtifacts ?? [];
      const read = artifacts.map(async ({ name: artifact = '', s3location: { bucket, key } = {} }) => {
        const { Body } = await aws.s3.getObject({ Bucket: bucket, Key: key });
        const place = await mkdtemp(join(tmpdir(), 'codeyard-artifact-'));
        const [archive, target] = [join(place, 'archive.zip'), join(place, 'files')];
        await mkdir(target);
        await writeFile(archive, (await Body?.transformToByteArray()) ?? '');
        await extractZip(archive, target, { maxBytes: 10_000_000, maxEntries: 1_000 });
        const entries = await readdir(target, { recursive: true, withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
        const texts = files.map(async (file) => [relative(target, file), await readFile(file, 'utf8')] as const);
        const found = Object.fromEntries(await Promise.all(texts));
        await rm(place, { recursive: true, force: true });
        return [artifact, found] as const;
      });
      return Object.fromEntries(await Promise.all(read));
    },
    async definePool(name, pool) {
      const Name = `${outputs.PoolsPath}${name}`;
      await aws.ssm.putParameter({ Name, Type: 'String', Value: JSON.stringify(pool), Overwrite: true });
    },
    async machines() {
      const { Reservations = [] } = await aws.ec2.describeInstances({});
      return Reservations.flatMap(({ Instances = [] }) => Instances)
        .filter(({ State }) => !['terminated', 'shutting-down'].includes(State?.Name ?? ''))
        .map(({ InstanceId = '' }) => InstanceId);
    },
    async close() {
      await server.stop();
    },
  };
}

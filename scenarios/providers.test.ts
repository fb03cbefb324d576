import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import {
  type ActionDeclaration,
  type ActionExecutionDetail,
  CodePipeline,
  type PipelineDeclaration,
  type RuleDeclaration,
} from '@aws-sdk/client-codepipeline';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { SNS } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVIDERS } from '../packages/server/src/services/codepipeline/providers/list.ts';
import { zipOf } from '../packages/server/src/testing/zip-of.ts';
import { JOB_FUNCTION } from './testing/job-function.ts';
import { makeSourceFolder, type SourceFolder } from './testing/pipeline-world.ts';
import type { Entry } from './testing/provider-entry.ts';
import { makeStacks, stackEntries } from './testing/provider-stacks.ts';
import { repository, type ServerProcess, startServer } from './testing/server-process.ts';

const ROLE = 'arn:aws:iam::123456789012:role/pipeline';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:invoked';
const CONNECTION = 'arn:aws:codeconnections:us-east-1:123456789012:connection/11111111-2222-3333-4444-555555555555';

let server: ServerProcess;
let source: SourceFolder;
let registry: Server;
let clients: { codepipeline: CodePipeline; codebuild: CodeBuild; s3: S3; sfn: SFN; sns: SNS };

const repositoryVariables = ['AuthorDate', 'BranchName', 'CommitId', 'CommitMessage'];
const nowhere = { broken: { configuration: {}, says: /nowhere/ } };
const builds = (project: string) => async () =>
  (await clients.codebuild.listBuildsForProject({ projectName: project })).ids?.length ?? 0;

const ENTRIES: readonly Entry[] = [
  {
    type: 'Source/S3',
    output: true,
    configuration: { S3Bucket: 'source', S3ObjectKey: 'code.zip', PollForSourceChanges: 'false' },
    variables: ['BucketName', 'ETag', 'ObjectKey', 'VersionId'],
    broken: { configuration: { S3ObjectKey: 'nowhere.zip' }, says: /nowhere\.zip/ },
  },
  {
    type: 'Source/GitHub',
    owner: 'ThirdParty',
    output: true,
    configuration: { Owner: 'acme', Repo: 'app', Branch: 'main', OAuthToken: 'x', PollForSourceChanges: 'false' },
    variables: [...repositoryVariables, 'CommitterDate', 'RepositoryName'],
    broken: { configuration: { Branch: 'nowhere' }, says: nowhere.broken.says },
  },
  {
    type: 'Source/CodeCommit',
    output: true,
    configuration: { RepositoryName: 'app', BranchName: 'main', PollForSourceChanges: 'false' },
    variables: [...repositoryVariables, 'CommitterDate', 'RepositoryName'],
    broken: { configuration: { BranchName: 'nowhere' }, says: nowhere.broken.says },
  },
  {
    type: 'Source/CodeStarSourceConnection',
    output: true,
    configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'acme/app', BranchName: 'main' },
    variables: [...repositoryVariables, 'ConnectionArn', 'FullRepositoryName'],
    broken: { configuration: { BranchName: 'nowhere' }, says: nowhere.broken.says },
  },
  {
    type: 'Source/ECR',
    output: true,
    configuration: { RepositoryName: 'app', ImageTag: 'v1' },
    variables: ['ImageDigest', 'ImageTag', 'ImageURI', 'RegistryId', 'RepositoryName'],
    broken: { configuration: { ImageTag: 'nowhere' }, says: /app:nowhere does not exist/ },
  },
  {
    type: 'Build/CodeBuild',
    input: true,
    output: true,
    configuration: { ProjectName: 'built' },
    variables: ['MADE'],
    broken: { configuration: { ProjectName: 'nowhere' }, says: nowhere.broken.says },
    timesDone: builds('built'),
  },
  {
    type: 'Test/CodeBuild',
    input: true,
    configuration: { ProjectName: 'tested' },
    variables: ['MADE'],
    broken: { configuration: { ProjectName: 'nowhere' }, says: nowhere.broken.says },
    timesDone: builds('tested'),
  },
  {
    type: 'Compute/Commands',
    input: true,
    configuration: {},
    members: { commands: ['export MADE=it', 'sleep 0.2'], outputVariables: ['MADE'] },
    variables: ['MADE'],
  },
  { type: 'Approval/Manual', configuration: {}, variables: [] },
  {
    type: 'Deploy/S3',
    input: true,
    configuration: { BucketName: 'site', Extract: 'true' },
    broken: { configuration: { BucketName: 'nowhere' }, says: /NoSuchBucket/ },
  },
  ...stackEntries(() => clients.sns),
  {
    type: 'Invoke/CodePipeline',
    configuration: { PipelineName: 'invoked' },
    broken: { configuration: { PipelineName: 'nowhere' }, says: nowhere.broken.says },
    timesDone: async () => {
      const { pipelineExecutionSummaries = [] } = await clients.codepipeline.listPipelineExecutions({
        pipelineName: 'invoked',
      });
      return pipelineExecutionSummaries.length - 1;
    },
  },
  {
    type: 'Invoke/Lambda',
    configuration: { FunctionName: 'invoked', UserParameters: 'it' },
    variables: ['MADE'],
    broken: { configuration: { FunctionName: 'nowhere' }, says: nowhere.broken.says },
  },
  {
    type: 'Invoke/StepFunctions',
    input: true,
    output: true,
    configuration: { StateMachineArn: MACHINE, InputType: 'FilePath', Input: 'page.json' },
    variables: ['ExecutionArn', 'StateMachineArn'],
    broken: { configuration: { Input: 'nowhere.json' }, says: nowhere.broken.says },
    timesDone: async () => (await clients.sfn.listExecutions({ stateMachineArn: MACHINE })).executions?.length ?? 0,
  },
  {
    type: 'Rule/LambdaInvoke',
    configuration: { FunctionName: 'invoked', UserParameters: 'it' },
    broken: { configuration: { UserParameters: 'fail' }, says: /told to fail/ },
  },
  {
    type: 'Rule/VariableCheck',
    configuration: { Variable: '#{codepipeline.PipelineExecutionId}', Operator: 'MATCHES', Value: '[0-9a-f-]{36}' },
    broken: { configuration: { Value: 'nowhere' }, says: nowhere.broken.says },
  },
  {
    type: 'Rule/DeploymentWindow',
    configuration: { Cron: '* * * ? * * *' },
    broken: { configuration: { Cron: '* * * ? * * 1999' }, says: /outside/ },
  },
  {
    type: 'Rule/CodeBuild',
    configuration: { ProjectName: 'ruled' },
    broken: { configuration: { ProjectName: 'nowhere' }, says: nowhere.broken.says },
    timesDone: builds('ruled'),
  },
  {
    type: 'Rule/CloudWatchAlarm',
    configuration: { AlarmName: 'watched' },
    broken: { configuration: { AlarmName: 'nowhere' }, says: nowhere.broken.says },
  },
  { type: 'Rule/Commands', configuration: {}, members: { commands: ['sleep 0.2'] } },
];

beforeAll(async () => {
  source = makeSourceFolder();
  registry = createServer((request, response) => {
    if (!request.url?.endsWith('/v2/app/manifests/v1')) return void response.writeHead(404).end();
    const manifest = JSON.stringify({ schemaVersion: 2, config: { size: 1 }, layers: [{ size: 41 }] });
    const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
    response.writeHead(200, { 'docker-content-digest': digest }).end(manifest);
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  const remotes = ['acme/app', 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/app'];
  const mapped = remotes.flatMap((remote) => ['--source', `${remote}=${source.bare}`]);
  server = await startServer([...mapped, '--registry', `http://127.0.0.1:${port}`]);
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  const s3 = new S3({ ...settings, forcePathStyle: true });
  clients = {
    codepipeline: new CodePipeline(settings),
    codebuild: new CodeBuild(settings),
    s3,
    sfn: new SFN(settings),
    sns: new SNS(settings),
  };
  await new CloudWatch(settings).putMetricAlarm({
    ...{ AlarmName: 'watched', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
    ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
  });
  for (const Bucket of ['artifacts', 'source', 'site']) await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } });
  await s3.putObject({ Bucket: 'source', Key: 'code.zip', Body: source.zip });
  for (const name of ['built', 'tested', 'ruled', 'cloned']) {
    const commands = name === 'cloned' ? ['MADE=$(git log --format=%s)'] : ['sleep 0.2', 'MADE=it'];
    const buildspec = JSON.stringify({
      version: 0.2,
      env: { 'exported-variables': ['MADE'] },
      phases: { build: { commands } },
      artifacts: { files: ['**/*'] },
    });
    const type = name === 'ruled' ? ('NO_SOURCE' as const) : ('CODEPIPELINE' as const);
    await clients.codebuild.createProject({
      name,
      source: { type, buildspec },
      artifacts: { type: name === 'ruled' ? 'NO_ARTIFACTS' : 'CODEPIPELINE' },
      environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'x' },
      serviceRole: ROLE,
    });
  }
  await clients.sfn.createStateMachine({
    name: 'invoked',
    roleArn: ROLE,
    definition: '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":1,"End":true}}}',
  });
  await new Lambda(settings).createFunction({
    FunctionName: 'invoked',
    Role: ROLE,
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Code: { ZipFile: zipOf({ 'index.js': JOB_FUNCTION }) },
    // AWS's runtime brings the SDK; here it comes from this repository.
    Environment: { Variables: { NODE_PATH: join(repository, 'node_modules') } },
  });
  await create('invoked', [get], [put]);
  await makeStacks(new CloudFormation(settings));
});

afterAll(async () => {
  await server?.stop();
  registry?.close();
  source?.remove();
});

const Code = [{ name: 'Code' }];
const get: ActionDeclaration = {
  name: 'Get',
  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
  configuration: { S3Bucket: 'source', S3ObjectKey: 'code.zip', PollForSourceChanges: 'false' },
  outputArtifacts: Code,
};
const put: ActionDeclaration = {
  name: 'Put',
  actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' },
  configuration: { BucketName: 'artifacts', ObjectKey: 'kept', Extract: 'false' },
  inputArtifacts: Code,
};

async function create(name: string, first: ActionDeclaration[], second: ActionDeclaration[], rule?: RuleDeclaration) {
  const pipeline: PipelineDeclaration = {
    name,
    roleArn: ROLE,
    pipelineType: 'V2',
    artifactStore: { type: 'S3', location: 'artifacts' },
    stages: [
      { name: 'First', actions: first },
      {
        name: 'Second',
        actions: second,
        ...(rule ? { beforeEntry: { conditions: [{ result: 'FAIL', rules: [rule] }] } } : {}),
      },
    ],
  };
  await clients.codepipeline.createPipeline({ pipeline });
}

async function createWith(name: string, entry: Entry, configuration = entry.configuration): Promise<void> {
  const [category, provider] = entry.type.split('/') as [
    NonNullable<ActionDeclaration['actionTypeId']>['category'],
    string,
  ];
  if (entry.type.startsWith('Rule/')) {
    const ruleTypeId = { category: 'Rule' as const, owner: 'AWS' as const, provider, version: '1' };
    const { commands } = entry.members ?? {};
    return await create(name, [get], [put], {
      name: 'It',
      ruleTypeId,
      configuration,
      ...(commands ? { commands, inputArtifacts: Code } : {}),
    });
  }
  const it: ActionDeclaration = {
    name: 'It',
    actionTypeId: { category, owner: entry.owner ?? 'AWS', provider, version: '1' },
    configuration,
    ...(entry.input ? { inputArtifacts: Code } : {}),
    ...(entry.output ? { outputArtifacts: category === 'Source' ? Code : [{ name: 'Made' }] } : {}),
    ...entry.members,
  };
  await (category === 'Source' ? create(name, [it], [put]) : create(name, [get], [it]));
}

async function answerApproval(name: string, action: ActionExecutionDetail | undefined): Promise<void> {
  if (action?.input?.actionTypeId?.category !== 'Approval' || action.status !== 'InProgress') return;
  const { stageStates } = await clients.codepipeline.getPipelineState({ name });
  const token = stageStates?.[1]?.actionStates?.[0]?.latestExecution?.token;
  if (!token) return;
  const place = { pipelineName: name, stageName: 'Second', actionName: 'It', token };
  await clients.codepipeline.putApprovalResult({ ...place, result: { status: 'Approved', summary: 'yes' } });
}

/** The end of a pipeline's first execution: its status, and its actions by name. */
async function endOf(pipelineName: string) {
  for (let looks = 0; looks < 1_000; looks++) {
    const { pipelineExecutionSummaries } = await clients.codepipeline.listPipelineExecutions({ pipelineName });
    const { actionExecutionDetails: actions = [] } = await clients.codepipeline.listActionExecutions({ pipelineName });
    const status = pipelineExecutionSummaries?.[0]?.status;
    if (status !== 'InProgress') return { status, actions };
    await answerApproval(pipelineName, actions[0]);
    await pause(20);
  }
  throw new Error(`${pipelineName} did not come to rest`);
}

const nameOf = ({ type, note = '' }: Entry, suffix: string) => `${type.replace('/', '-')}${note}-${suffix}`;

describe('every action and rule provider', () => {
  it('is in this suite', () => {
    const tried = ENTRIES.map(({ type }) => type);
    expect(PROVIDERS.flatMap(({ types }) => types).filter((type) => !tried.includes(type))).toEqual([]);
  });

  it.each(ENTRIES)(
    '$type does its work once, and says so, on a server that is killed again and again',
    async (entry) => {
      const name = nameOf(entry, 'whole');
      await createWith(name, entry);
      for (let crashes = 0; crashes < 3; crashes++) {
        await pause(25 * crashes);
        await server.kill();
        await server.start();
      }
      const { status, actions } = await endOf(name);
      expect(status).toBe('Succeeded');
      expect(actions.length).toBe(2);
      if (entry.timesDone) expect(await entry.timesDone(name)).toBe(1);
      if (entry.type.startsWith('Rule/')) return;
      const done = actions.find(({ actionName }) => actionName === 'It');
      expect(Object.keys(done?.output?.outputVariables ?? {}).sort()).toEqual([...(entry.variables ?? [])].sort());
    },
    60_000,
  );

  it.each(ENTRIES.filter(({ broken }) => broken))('$type says what is wrong with what cannot work', async (entry) => {
    const name = nameOf(entry, 'broken');
    await createWith(name, entry, { ...entry.configuration, ...entry.broken?.configuration });
    const { status, actions } = await endOf(name);
    expect(status).toBe('Failed');
    const { ruleExecutionDetails } = await clients.codepipeline.listRuleExecutions({ pipelineName: name });
    const results = [
      ...actions.map(({ output }) => output?.executionResult),
      ...(ruleExecutionDetails ?? []).map(({ output }) => output?.executionResult),
    ];
    const said = results.map((result) => result?.errorDetails?.message ?? '').join('\n');
    expect(said).toMatch(entry.broken?.says ?? /^$/);
  });
});

describe('a source that only names its commit (CODEBUILD_CLONE_REF)', () => {
  const checkout: ActionDeclaration = {
    name: 'Checkout',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
    configuration: {
      ConnectionArn: CONNECTION,
      FullRepositoryId: 'acme/app',
      BranchName: 'main',
      OutputArtifactFormat: 'CODEBUILD_CLONE_REF',
    },
    outputArtifacts: Code,
  };

  it('gives a build the repository with its history', async () => {
    const build: ActionDeclaration = {
      name: 'It',
      actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      configuration: { ProjectName: 'cloned' },
      inputArtifacts: Code,
    };
    await create('clone', [checkout], [build]);
    const { status, actions } = await endOf('clone');
    expect(status).toBe('Succeeded');
    expect(actions[0]?.output?.outputVariables).toEqual({ MADE: 'first' });
    expect(actions[1]?.output?.outputVariables?.CommitId).toBe(source.commit);
  });

  it('is of no use to a deployment, which says so', async () => {
    await create('no-clone', [checkout], [put]);
    const { status, actions } = await endOf('no-clone');
    expect(status).toBe('Failed');
    expect(actions[0]?.output?.executionResult?.errorDetails?.message).toMatch(/only CodeBuild can use/);
  });
});

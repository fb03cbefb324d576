import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type DockerEngine,
  startDockerEngine,
  TEST_IMAGE,
  whyNoEngine,
} from '../packages/compute/src/executors/testing/docker-engine.ts';
import { type ServerProcess, startServer } from './testing/server-process.ts';

const LINES = 40;
const BUILDSPEC = `
version: 0.2
phases:
  pre_build:
    commands:
      - echo before
  build:
    commands:
      - for i in $(seq 1 ${LINES}); do echo "line $i"; sleep 0.05; done
      - mkdir out && date > out/when
artifacts:
  files: ['**/*']
  base-directory: out
`;

let server: ServerProcess;
let sourceFolder: string;
/** More settings of the server. */
let settingsOfServer: string[] = [];

const settings = () => ({
  endpoint: server.endpoint,
  region: 'us-east-1',
  credentials: server.credentials,
  forcePathStyle: true,
});

beforeEach(async () => {
  sourceFolder = await mkdtemp(join(tmpdir(), 'codeyard-source-'));
  await writeFile(join(sourceFolder, 'buildspec.yml'), BUILDSPEC);
  server = await startServer(['--source', `acme/app=${sourceFolder}`, ...settingsOfServer]);
});

afterEach(async () => {
  await server.stop();
  await rm(sourceFolder, { recursive: true, force: true });
});

/** Kills the server without warning and starts it again. */
async function crash(): Promise<void> {
  await server.kill();
  await server.start();
}

async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false>,
  patienceMs = 30_000,
): Promise<Value> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const value = await look();
    if (value) return value;
    await pause(20);
  }
  throw new Error(`${what} did not happen within ${patienceMs} ms`);
}

async function createPipeline(): Promise<void> {
  const [s3, codebuild, codepipeline] = [new S3(settings()), new CodeBuild(settings()), new CodePipeline(settings())];
  await s3.createBucket({ Bucket: 'artifacts' });
  await s3.createBucket({ Bucket: 'website' });
  await codebuild.createProject({
    name: 'app',
    source: { type: 'CODEPIPELINE' },
    artifacts: { type: 'CODEPIPELINE' },
    environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'aws/codebuild/standard:7.0' },
    serviceRole: 'arn:aws:iam::123456789012:role/app',
  });
  const action = (name: string, category: 'Source' | 'Build' | 'Approval' | 'Deploy', provider: string) => ({
    name,
    actionTypeId: { category, owner: 'AWS' as const, provider, version: '1' },
  });
  await codepipeline.createPipeline({
    pipeline: {
      name: 'app',
      roleArn: 'arn:aws:iam::123456789012:role/app',
      artifactStore: { type: 'S3', location: 'artifacts' },
      stages: [
        {
          name: 'Source',
          actions: [
            {
              ...action('Checkout', 'Source', 'CodeStarSourceConnection'),
              configuration: {
                ConnectionArn:
                  'arn:aws:codeconnections:us-east-1:123456789012:connection/11111111-2222-3333-4444-555555555555',
                FullRepositoryId: 'acme/app',
                BranchName: 'main',
              },
              outputArtifacts: [{ name: 'Code' }],
            },
          ],
        },
        {
          name: 'Build',
          actions: [
            {
              ...action('Compile', 'Build', 'CodeBuild'),
              configuration: { ProjectName: 'app' },
              inputArtifacts: [{ name: 'Code' }],
              outputArtifacts: [{ name: 'Site' }],
            },
          ],
        },
        { name: 'Approve', actions: [action('Ask', 'Approval', 'Manual')] },
        {
          name: 'Deploy',
          actions: [
            {
              ...action('Publish', 'Deploy', 'S3'),
              configuration: { BucketName: 'website', Extract: 'true' },
              inputArtifacts: [{ name: 'Site' }],
            },
          ],
        },
      ],
    },
  });
}

const pipelineState = () => new CodePipeline(settings()).getPipelineState({ name: 'app' });

async function stageStatus(stage: string): Promise<string | undefined> {
  const { stageStates } = await pipelineState();
  return stageStates?.find((state) => state.stageName === stage)?.latestExecution?.status;
}

async function runningBuild() {
  const codebuild = new CodeBuild(settings());
  const { ids = [] } = await codebuild.listBuilds({});
  if (ids.length === 0) return undefined;
  return (await codebuild.batchGetBuilds({ ids })).builds?.[0];
}

async function approve(): Promise<void> {
  const token = await until('the approval', async () => {
    const { stageStates } = await pipelineState();
    return stageStates?.find((state) => state.stageName === 'Approve')?.actionStates?.[0]?.latestExecution?.token;
  });
  await new CodePipeline(settings()).putApprovalResult({
    pipelineName: 'app',
    stageName: 'Approve',
    actionName: 'Ask',
    token,
    result: { status: 'Approved', summary: 'yes' },
  });
}

async function expectWholeLog(): Promise<void> {
  const build = await runningBuild();
  const logs = new CloudWatchLogs(settings());
  const { events = [] } = await logs.getLogEvents({
    logGroupName: build?.logs?.groupName ?? '',
    logStreamName: build?.logs?.streamName ?? '',
    startFromHead: true,
  });
  const printed = events.flatMap(({ message }) => /^line (\d+)\n$/.exec(message ?? '')?.[1] ?? []).map(Number);
  expect(printed).toEqual(Array.from({ length: LINES }, (_, index) => index + 1));
}

async function expectDeployed(): Promise<void> {
  await until('the end', async () => (await stageStatus('Deploy')) === 'Succeeded');
  const { Contents } = await new S3(settings()).listObjectsV2({ Bucket: 'website' });
  expect(Contents?.map(({ Key }) => Key)).toEqual(['when']);
  const codepipeline = new CodePipeline(settings());
  const { pipelineExecutionSummaries } = await codepipeline.listPipelineExecutions({ pipelineName: 'app' });
  expect(pipelineExecutionSummaries?.map(({ status }) => status)).toEqual(['Succeeded']);
  const { actionExecutionDetails } = await codepipeline.listActionExecutions({ pipelineName: 'app' });
  expect(actionExecutionDetails?.map(({ actionName }) => actionName).sort()).toEqual([
    'Ask',
    'Checkout',
    'Compile',
    'Publish',
  ]);
}

describe('after kill -9 a server goes on', () => {
  it('while a build runs: the build is re-adopted and its log is whole', async () => {
    await createPipeline();
    await until('the build', async () => (await runningBuild())?.currentPhase === 'BUILD');
    await pause(300);
    await server.kill();
    await pause(500);
    await server.start();
    await approve();
    await expectDeployed();
    await expectWholeLog();
  });

  it('at every phase of a pipeline, again and again', async () => {
    await createPipeline();
    const passed: (string | undefined)[] = [];
    for (let crashes = 0; crashes < 12 && (await stageStatus('Build')) !== 'Succeeded'; crashes++) {
      await pause(40 * crashes);
      passed.push((await runningBuild())?.currentPhase);
      await crash();
    }
    await until('the build', async () => (await stageStatus('Build')) === 'Succeeded');
    await until('the approval', async () => (await stageStatus('Approve')) === 'InProgress');
    await crash();
    await approve();
    await crash();
    await expectDeployed();
    await expectWholeLog();
    expect(passed).toContain('BUILD');
  }, 90_000);

  it('when a program ended while no server was there', async () => {
    await createPipeline();
    await until('the build', async () => (await runningBuild())?.currentPhase === 'BUILD');
    await server.kill();
    await pause(LINES * 60 + 1_500);
    await server.start();
    await approve();
    await expectDeployed();
    await expectWholeLog();
  });
});

const noEngine = whyNoEngine();

describe.skipIf(noEngine)(`with builds in containers${noEngine ? ` (left out: ${noEngine})` : ''}`, () => {
  let engine: DockerEngine;

  beforeAll(async () => {
    engine = await startDockerEngine();
    const image = `aws/codebuild/standard:7.0=${TEST_IMAGE}`;
    settingsOfServer = ['--executor', 'docker', '--docker-host', engine.host, '--docker-network', 'none'];
    settingsOfServer.push('--image', image);
  }, 60_000);

  afterAll(async () => {
    settingsOfServer = [];
    await engine?.stop();
  });

  it('a pipeline runs from source to deploy, with a kill -9 in the middle of the build', async () => {
    await createPipeline();
    await until('the build', async () => (await runningBuild())?.currentPhase === 'BUILD');
    await pause(300);
    await crash();
    await approve();
    await expectDeployed();
    await expectWholeLog();
    const { stdout } = await promisify(execFile)('docker', ['-H', engine.host, 'ps', '--all', '--quiet']);
    expect(stdout).toBe('');
  });
});

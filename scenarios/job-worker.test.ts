import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CodePipeline, type PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeSourceFolder, type SourceFolder } from './testing/pipeline-world.ts';
import { repository, type ServerProcess, startServer } from './testing/server-process.ts';

const example = join(repository, 'examples/job-worker');
let server: ServerProcess;
let source: SourceFolder;
let worker: ChildProcess;
let codepipeline: CodePipeline;
let s3: S3;

beforeAll(async () => {
  source = makeSourceFolder();
  server = await startServer();
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  codepipeline = new CodePipeline(settings);
  s3 = new S3({ ...settings, forcePathStyle: true });
  for (const Bucket of ['artifacts', 'source', 'site']) await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } });
  await s3.putObject({ Bucket: 'source', Key: 'code.zip', Body: source.zip });
  await codepipeline.createCustomActionType(JSON.parse(readFileSync(join(example, 'action-type.json'), 'utf8')));
  worker = spawn(process.execPath, ['worker.js'], {
    cwd: example,
    env: { ...server.environment, POLL_MS: '50' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
});

afterAll(async () => {
  worker?.kill();
  if (worker && worker.exitCode === null) await once(worker, 'exit');
  await server?.stop();
  source?.remove();
});

const pipeline = (name: string, Command: string): PipelineDeclaration => ({
  name,
  roleArn: 'arn:aws:iam::123456789012:role/pipeline',
  artifactStore: { type: 'S3', location: 'artifacts' },
  stages: [
    {
      name: 'Source',
      actions: [
        {
          name: 'Get',
          actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
          configuration: { S3Bucket: 'source', S3ObjectKey: 'code.zip', PollForSourceChanges: 'false' },
          outputArtifacts: [{ name: 'Code' }],
        },
      ],
    },
    {
      name: 'Build',
      actions: [
        {
          name: 'Make',
          actionTypeId: { category: 'Build', owner: 'Custom', provider: 'Worker', version: '1' },
          configuration: { Command },
          inputArtifacts: [{ name: 'Code' }],
          outputArtifacts: [{ name: 'Built' }],
        },
      ],
    },
    {
      name: 'Deploy',
      actions: [
        {
          name: 'Put',
          actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' },
          configuration: { BucketName: 'site', Extract: 'true' },
          inputArtifacts: [{ name: 'Built' }],
        },
      ],
    },
  ],
});

/** The pipeline's only execution once it is at rest, and its build action. */
async function run(declaration: PipelineDeclaration) {
  const { name: pipelineName } = declaration;
  await codepipeline.createPipeline({ pipeline: declaration });
  for (let looks = 0; looks < 500; looks++) {
    const { pipelineExecutionSummaries } = await codepipeline.listPipelineExecutions({ pipelineName });
    const status = pipelineExecutionSummaries?.[0]?.status;
    const { actionExecutionDetails } = await codepipeline.listActionExecutions({ pipelineName });
    const build = actionExecutionDetails?.find(({ actionName }) => actionName === 'Make');
    if (status !== 'InProgress') return { status, result: build?.output?.executionResult };
    await pause(20);
  }
  throw new Error('the pipeline did not come to rest');
}

it('the sample worker builds what a pipeline gives it', async () => {
  const { status, result } = await run(pipeline('made', 'tr a-z A-Z < page.html > loud.html; echo "two pages"'));
  expect(status).toBe('Succeeded');
  expect(result?.externalExecutionSummary).toBe('two pages');
  const { Body } = await s3.getObject({ Bucket: 'site', Key: 'loud.html' });
  expect(await Body?.transformToString()).toBe('ONE');
});

it('the sample worker reports a command that fails', async () => {
  const { status, result } = await run(pipeline('broken', 'echo no such luck; exit 3'));
  expect(status).toBe('Failed');
  expect(result?.errorDetails?.message).toBe('The command ended with 3: no such luck\n');
});

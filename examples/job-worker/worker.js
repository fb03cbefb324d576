// A job worker for a custom action of CodePipeline: polls for jobs, runs their command on the input artifact, reports the result.
// It uses nothing but the public AWS SDK, so it works for pipelines on AWS and on Codeyard alike.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AcknowledgeJobCommand,
  CodePipelineClient,
  PollForJobsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const actionTypeId = {
  category: process.env.ACTION_CATEGORY ?? 'Build',
  owner: 'Custom',
  provider: process.env.ACTION_PROVIDER ?? 'Worker',
  version: process.env.ACTION_VERSION ?? '1',
};
const POLL_MS = Number(process.env.POLL_MS ?? 5_000);
const LAST_LINES = 1_000;
const codepipeline = new CodePipelineClient({});

/** Runs a program to its end; resolves with its exit code and the end of what it printed. */
function run(program, argv, folder) {
  return new Promise((resolve) => {
    const child = spawn(program, argv, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      process.stdout.write(chunk);
      output = (output + chunk).slice(-LAST_LINES);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** The job's own credentials open its artifacts and nothing else. */
function s3For({ artifactCredentials }) {
  return new S3Client({ credentials: artifactCredentials, forcePathStyle: true });
}

const placeOf = ({ location }) => ({ Bucket: location.s3Location.bucketName, Key: location.s3Location.objectKey });

async function perform({ data }, folder) {
  const source = join(folder, 'source');
  await mkdir(source);
  const s3 = s3For(data);
  for (const artifact of data.inputArtifacts) {
    const { Body } = await s3.send(new GetObjectCommand(placeOf(artifact)));
    const archive = join(folder, `${artifact.name}.zip`);
    await writeFile(archive, Body);
    const unzipped = await run('unzip', ['-q', '-o', archive, '-d', source], folder);
    if (unzipped.code !== 0) throw new Error(`${artifact.name} could not be unpacked: ${unzipped.output}`);
  }
  const { Command } = data.actionConfiguration.configuration;
  const result = await run('/bin/sh', ['-c', Command], source);
  if (result.code !== 0) throw new Error(`The command ended with ${result.code}: ${result.output}`);
  for (const artifact of data.outputArtifacts) {
    const archive = join(folder, `${artifact.name}-out.zip`);
    const zipped = await run('zip', ['-q', '-r', archive, '.'], source);
    if (zipped.code !== 0) throw new Error(`${artifact.name} could not be packed: ${zipped.output}`);
    await s3.send(new PutObjectCommand({ ...placeOf(artifact), Body: await readFile(archive) }));
  }
  return result.output.trim().split('\n').at(-1) ?? '';
}

async function work(job) {
  // Of all workers that polled this job, only the one that is answered here may do it.
  const acknowledged = await codepipeline
    .send(new AcknowledgeJobCommand({ jobId: job.id, nonce: job.nonce }))
    .catch(() => undefined);
  if (acknowledged?.status !== 'InProgress') return;
  const folder = await mkdtemp(join(tmpdir(), 'job-worker-'));
  try {
    const summary = await perform(job, folder);
    await codepipeline.send(new PutJobSuccessResultCommand({ jobId: job.id, executionDetails: { summary } }));
  } catch (error) {
    const failureDetails = { type: 'JobFailed', message: error.message.slice(0, 5_000) };
    await codepipeline.send(new PutJobFailureResultCommand({ jobId: job.id, failureDetails }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.stdout.write(`Waiting for jobs of ${actionTypeId.category}/${actionTypeId.provider} ${actionTypeId.version}\n`);
for (;;) {
  const { jobs = [] } = await codepipeline.send(new PollForJobsCommand({ actionTypeId, maxBatchSize: 1 }));
  for (const job of jobs) await work(job);
  if (jobs.length === 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

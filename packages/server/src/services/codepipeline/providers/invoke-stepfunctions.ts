import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveRefused } from '@codeyard/compute/archives/archive-refused';
import { extractZip } from '@codeyard/compute/archives/extract-zip';
import {
  type ActionJob,
  type ActionProgress,
  type ActionProvider,
  configurationError,
  type Handle,
  jobFailed,
} from './action-provider.ts';
import { putArtifact } from './put-artifact.ts';

const LIMITS = { maxEntries: 100_000, maxBytes: 1024 ** 3 };
const LOOK_MS = 200;
const SELDOM_MS = 2_000;

/** Starts a state machine with an input that is in the configuration or in a file of the input artifact, and waits for its end. */
export const invokeStepfunctions: ActionProvider = {
  types: ['Invoke/StepFunctions'],
  async start(job) {
    const { StateMachineArn = '', ExecutionNamePrefix } = job.configuration;
    const input = await inputOf(job);
    if (typeof input !== 'string') return input;
    const name = ExecutionNamePrefix ? `${ExecutionNamePrefix}-${job.id}` : job.id;
    try {
      const { executionArn = '' } = await job.aws.stepfunctions.startExecution({
        stateMachineArn: StateMachineArn,
        name,
        input,
      });
      return running(job, executionArn);
    } catch (error) {
      const { name: code, message } = error as Error;
      if (!/^(StateMachine|Invalid|Resource|ExecutionAlready)/.test(code)) throw error;
      return configurationError(`The state machine ${StateMachineArn} cannot be started: ${message} (${code})`);
    }
  },
  async poll(job, { executionArn = '' }: Handle) {
    const told = await job.aws.stepfunctions.describeExecution({ executionArn });
    if (told.status === 'RUNNING') return running(job, executionArn);
    const facts = { externalId: executionArn };
    if (told.status !== 'SUCCEEDED')
      return jobFailed(
        `The state machine execution ${executionArn} ended as ${told.status}: ${[told.error, told.cause].filter(Boolean).join(': ')}`,
        facts,
      );
    await putOutput(job, told.output ?? 'null');
    const variables = { StateMachineArn: told.stateMachineArn ?? '', ExecutionArn: executionArn };
    return { state: 'succeeded', variables, summary: 'The execution succeeded', ...facts };
  },
  async stop({ aws }, { executionArn }) {
    if (executionArn)
      await aws.stepfunctions.stopExecution({ executionArn, cause: 'The pipeline execution was stopped' });
  },
};

function running({ elapsedMs }: ActionJob, executionArn: string): ActionProgress {
  const pollAfterMs = Math.min(SELDOM_MS, Math.max(LOOK_MS, elapsedMs / 20));
  return { state: 'running', handle: { executionArn }, pollAfterMs, externalId: executionArn };
}

/** The text of the input, or why there is none. */
async function inputOf(job: ActionJob): Promise<string | ActionProgress> {
  const { InputType = 'Literal', Input } = job.configuration;
  if (InputType === 'Literal') return Input ?? '{}';
  const [artifact] = job.inputs;
  if (!artifact || !Input)
    return configurationError('InputType FilePath needs an input artifact and, in Input, a path');
  const folder = join(job.parts.scratchFolder, job.id);
  await rm(folder, { recursive: true, force: true });
  const tree = join(folder, 'tree');
  await mkdir(tree, { recursive: true });
  try {
    const { Body } = await job.aws.s3.getObject({ Bucket: artifact.bucket, Key: artifact.key });
    const archive = join(folder, 'artifact.zip');
    await pipeline(Body as Readable, createWriteStream(archive), { signal: job.signal });
    await extractZip(archive, tree, LIMITS);
    const file = resolve(tree, Input);
    if (relative(tree, file).startsWith('..')) return configurationError(`${Input} is outside of the artifact`);
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof ArchiveRefused) return jobFailed(`The artifact cannot be unpacked: ${message}`);
    if (code === 'ENOENT' || code === 'EISDIR') return configurationError(`${Input} is no file in ${artifact.name}`);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the execution made, as the one file of the output artifact. */
async function putOutput(job: ActionJob, output: string): Promise<void> {
  const [target] = job.outputs;
  if (!target) return;
  const folder = join(job.parts.scratchFolder, job.id);
  await rm(folder, { recursive: true, force: true });
  const tree = join(folder, 'tree');
  await mkdir(tree, { recursive: true });
  try {
    await writeFile(join(tree, 'output.json'), output);
    await putArtifact(job, target, { folder: tree, file: join(folder, 'output.zip'), revision: undefined });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

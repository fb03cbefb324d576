import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { CommandOutput } from '@codeyard/compute/machines/machine-host';
import { changeInvocation } from './change-invocation.ts';
import type { StepRun } from './plugins/plugin.ts';
import { readAt } from './read-output.ts';
import { logStream, outputLocation } from './rules/output-location.ts';

const STREAMS = ['stdout', 'stderr'] as const;
const PORTION_BYTES = 200_000;
/** What PutLogEvents takes in one event, less its overhead. */
const MOST_LINE_BYTES = 200_000;
const MOST_EVENTS = 5_000;

/**
 * Carries what a step prints to where its command wants it: whole lines to the log group while it runs, the whole of it to S3 at its
 * end. How far the log has come is kept with the invocation, so that a restarted server goes on from there; what it wrote and did not
 * get to note is written again.
 */
export function createShipper(run: StepRun): (output: CommandOutput, isEnd: boolean) => Promise<void> {
  const { command, invocation, index } = run;
  const shipped = { ...(invocation.results[index]?.shipped ?? { stdout: 0, stderr: 0 }) };
  return async (output, isEnd) => {
    if (command.logGroup) {
      for (const stream of STREAMS) await shipLog(run, { stream, file: output[stream], shipped, isEnd });
    }
    if (isEnd) await copyToS3(run, output);
  };
}

async function shipLog(
  run: StepRun,
  {
    stream,
    file,
    shipped,
    isEnd,
  }: { stream: 'stdout' | 'stderr'; file: string; shipped: Record<'stdout' | 'stderr', number>; isEnd: boolean },
): Promise<void> {
  const { parts, command, invocation, index } = run;
  const step = command.plan.steps[index]?.name ?? '';
  for (;;) {
    const bytes = await readAt(file, shipped[stream], PORTION_BYTES);
    const end = cutAt(bytes, isEnd);
    if (end === 0) return;
    const lines = bytes.subarray(0, end).toString().replace(/\n$/, '').split('\n').slice(0, MOST_EVENTS);
    const taken = Buffer.byteLength(lines.join('\n')) + 1;
    await put(run, logStream(command.id, invocation.instance, step, stream), lines);
    shipped[stream] = Math.min(shipped[stream] + taken, shipped[stream] + end);
    const now = { ...shipped };
    await changeInvocation(parts, invocation, (current) => ({
      ...current,
      results: current.results.map((result, at) => (at === index ? { ...result, shipped: now } : result)),
    }));
  }
}

/** Up to the last line that is whole; a line that is too long, and the rest at the end, go as they are. */
function cutAt(bytes: Buffer, isEnd: boolean): number {
  const whole = bytes.lastIndexOf(10) + 1;
  if (whole > 0) return whole;
  return isEnd || bytes.length >= MOST_LINE_BYTES ? bytes.length : 0;
}

/** A log that cannot be written does not fail the command. */
async function put({ parts, command }: StepRun, logStreamName: string, lines: readonly string[]): Promise<void> {
  const { aws, clock, logger } = parts;
  const place = { logGroupName: command.logGroup ?? '', logStreamName };
  const timestamp = clock.now();
  const events = lines.map((line) => ({ timestamp, message: line === '' ? ' ' : line }));
  const write = () => aws.logs.putLogEvents({ ...place, logEvents: events });
  const unlessThere = (call: Promise<unknown>) =>
    call.catch((error: Error) => {
      if (error.name !== 'ResourceAlreadyExistsException') throw error;
    });
  try {
    await write().catch(async (error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
      await unlessThere(aws.logs.createLogGroup({ logGroupName: place.logGroupName }));
      await unlessThere(aws.logs.createLogStream(place));
      await write();
    });
  } catch (error) {
    logger.warn({ command: command.id, ...place, error }, 'the output of a command could not be logged');
  }
}

/** A refusal costs the copy, not the command. */
async function copyToS3({ parts, command, invocation, index }: StepRun, output: CommandOutput): Promise<void> {
  const step = command.plan.steps[index];
  const objects = step && outputLocation(command, invocation, step);
  for (const stream of objects ? STREAMS : []) {
    const size = await stat(output[stream]).then(
      (found) => found.size,
      () => 0,
    );
    if (!objects || size === 0) continue;
    const { bucket: Bucket, key: Key } = objects[stream];
    const Body = createReadStream(output[stream]);
    await parts.aws.s3.putObject({ Bucket, Key, Body, ContentLength: size }).catch((error: Error) => {
      parts.logger.warn(
        { command: command.id, bucket: Bucket, error },
        'the output of a command could not be put into S3',
      );
    });
  }
}

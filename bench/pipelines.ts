// 1,000 executions at once over 50 pipelines of 5 stages: how long until all have ended, and how long stages wait for each other.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodePipeline, type PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { startServer } from '../scenarios/testing/server-process.ts';
import { mebibytes, milliseconds, report, spreadOf, timed } from './measure.ts';

const PIPELINES = 50;
const EXECUTIONS = 1_000;
const STAGES = 5;
const AT_ONCE = 16;
const IDLE_RUNS = 20;

const pause = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

function sourceZip(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-bench-'));
  writeFileSync(join(folder, 'page.html'), 'hello');
  execFileSync('zip', ['-q', 'source.zip', 'page.html'], { cwd: folder });
  const bytes = readFileSync(join(folder, 'source.zip'));
  rmSync(folder, { recursive: true });
  return bytes;
}

function pipeline(name: string): PipelineDeclaration {
  const type = (category: 'Source' | 'Deploy') => ({ category, owner: 'AWS' as const, provider: 'S3', version: '1' });
  const source = {
    name: 'Get',
    actionTypeId: type('Source'),
    configuration: { S3Bucket: 'bench-source', S3ObjectKey: 'source.zip', PollForSourceChanges: 'false' },
    outputArtifacts: [{ name: 'Code' }],
  };
  const deploy = (stage: number) => ({
    name: `Put${stage}`,
    actionTypeId: type('Deploy'),
    configuration: { BucketName: 'bench-site', Extract: 'true', ObjectKey: `${name}/${stage}` },
    inputArtifacts: [{ name: 'Code' }],
  });
  return {
    name,
    roleArn: 'arn:aws:iam::123456789012:role/bench',
    artifactStore: { type: 'S3', location: 'bench-artifacts' },
    executionMode: 'QUEUED',
    pipelineType: 'V2',
    stages: Array.from({ length: STAGES }, (_, index) => ({
      name: `Stage${index}`,
      actions: [index === 0 ? source : deploy(index)],
    })),
  };
}

async function main(): Promise<void> {
  const server = await startServer();
  const { endpoint, credentials } = server;
  const settings = { endpoint, region: 'us-east-1', credentials, forcePathStyle: true };
  const [s3, codepipeline] = [new S3(settings), new CodePipeline(settings)];
  try {
    for (const Bucket of ['bench-artifacts', 'bench-source', 'bench-site']) await s3.createBucket({ Bucket });
    await s3.putBucketVersioning({ Bucket: 'bench-source', VersioningConfiguration: { Status: 'Enabled' } });
    await s3.putObject({ Bucket: 'bench-source', Key: 'source.zip', Body: sourceZip() });

    await codepipeline.createPipeline({ pipeline: pipeline('alone') });
    await ended(codepipeline, 'alone', 1);
    for (let run = 0; run < IDLE_RUNS; run++) {
      await codepipeline.startPipelineExecution({ name: 'alone' });
      await ended(codepipeline, 'alone', run + 2);
    }
    const idle = await handOffs(codepipeline, 'alone');

    const names = Array.from({ length: PIPELINES }, (_, index) => `many-${index}`);
    for (const name of names) await codepipeline.createPipeline({ pipeline: pipeline(name) });
    const orders = names.flatMap((name) => Array.from({ length: EXECUTIONS / PIPELINES - 1 }, () => name));
    const before = await server.memory();
    let starting = 0;
    const whole = await timed(async () => {
      starting = await timed(() =>
        Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (let name = orders.pop(); name !== undefined; name = orders.pop())
              await codepipeline.startPipelineExecution({ name });
          }),
        ),
      );
      for (const name of names) await ended(codepipeline, name, EXECUTIONS / PIPELINES);
    });
    const after = await server.memory();
    const busy: number[] = [];
    for (const name of names) busy.push(...(await handOffs(codepipeline, name)));
    report(`${EXECUTIONS} executions of ${STAGES} stages over ${PIPELINES} QUEUED pipelines; all succeeded`, [
      { what: 'started within', values: { time: milliseconds(starting) } },
      { what: 'all ended within', values: { time: milliseconds(whole) } },
      { what: 'memory before, after', values: { time: `${mebibytes(before)}, ${mebibytes(after)}` } },
    ]);
    const row = (what: string, { median, p99 }: ReturnType<typeof spreadOf>) => ({
      what,
      values: { median: milliseconds(median), p99: milliseconds(p99) },
    });
    report('From the end of an action to the start of the next stage', [
      row('idle server', spreadOf(idle)),
      row('under that load, waiting for the stage included', spreadOf(busy)),
    ]);
  } finally {
    await server.stop();
  }
}

/** Waits until a pipeline's executions have all ended; fails unless there are as many as there should be, and all succeeded. */
async function ended(codepipeline: CodePipeline, pipelineName: string, count: number): Promise<void> {
  for (;;) {
    const { pipelineExecutionSummaries = [] } = await codepipeline.listPipelineExecutions({ pipelineName });
    const open = pipelineExecutionSummaries.filter(({ status }) => status === 'InProgress');
    if (open.length === 0) {
      const succeeded = pipelineExecutionSummaries.filter(({ status }) => status === 'Succeeded');
      if (succeeded.length !== count) throw new Error(`${succeeded.length} of ${count} executions succeeded`);
      return;
    }
    await pause(20);
  }
}

async function handOffs(codepipeline: CodePipeline, pipelineName: string): Promise<number[]> {
  const runs = new Map<string, { start: number; end: number }[]>();
  for (let nextToken: string | undefined; ; ) {
    const page = await codepipeline.listActionExecutions({ pipelineName, ...(nextToken ? { nextToken } : {}) });
    for (const { pipelineExecutionId = '', startTime, lastUpdateTime } of page.actionExecutionDetails ?? []) {
      const run = { start: startTime?.getTime() ?? 0, end: lastUpdateTime?.getTime() ?? 0 };
      runs.set(pipelineExecutionId, [run, ...(runs.get(pipelineExecutionId) ?? [])]);
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) break;
  }
  return [...runs.values()].flatMap((of) => of.slice(1).map(({ start }, index) => start - (of[index]?.end ?? start)));
}

await main();

// What Codeyard adds to the work itself: a pipeline of S3 source → build of `true` → S3 deploy, and single builds of `true`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { startServer } from '../scenarios/testing/server-process.ts';
import { milliseconds, report, spreadOf } from './measure.ts';

const RUNS = 30;
const BUILDSPEC = 'version: 0.2\nphases:\n  build:\n    commands:\n      - "true"\nartifacts:\n  files: ["**/*"]\n';

/** A ZIP with a buildspec, made by zip(1). */
function sourceZip(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-bench-'));
  writeFileSync(join(folder, 'buildspec.yml'), BUILDSPEC);
  execFileSync('zip', ['-q', 'source.zip', 'buildspec.yml'], { cwd: folder });
  const bytes = readFileSync(join(folder, 'source.zip'));
  rmSync(folder, { recursive: true });
  return bytes;
}

const action = (name: string, category: string, provider: string, rest: object) => ({
  name,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  ...rest,
});

const PIPELINE = {
  name: 'bench',
  roleArn: 'arn:aws:iam::123456789012:role/bench',
  artifactStore: { type: 'S3', location: 'bench-artifacts' },
  stages: [
    {
      name: 'Source',
      actions: [
        action('Get', 'Source', 'S3', {
          configuration: { S3Bucket: 'bench-source', S3ObjectKey: 'source.zip', PollForSourceChanges: 'false' },
          outputArtifacts: [{ name: 'Code' }],
        }),
      ],
    },
    {
      name: 'Build',
      actions: [
        action('Compile', 'Build', 'CodeBuild', {
          configuration: { ProjectName: 'bench' },
          inputArtifacts: [{ name: 'Code' }],
          outputArtifacts: [{ name: 'Site' }],
        }),
      ],
    },
    {
      name: 'Deploy',
      actions: [
        action('Put', 'Deploy', 'S3', {
          configuration: { BucketName: 'bench-site', Extract: 'true' },
          inputArtifacts: [{ name: 'Site' }],
        }),
      ],
    },
  ],
};

const pause = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

async function main(): Promise<void> {
  const server = await startServer();
  try {
    const settings = {
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: server.credentials,
      forcePathStyle: true,
    };
    const [s3, codebuild, codepipeline] = [new S3(settings), new CodeBuild(settings), new CodePipeline(settings)];
    for (const Bucket of ['bench-artifacts', 'bench-source', 'bench-site']) await s3.createBucket({ Bucket });
    await s3.putBucketVersioning({ Bucket: 'bench-source', VersioningConfiguration: { Status: 'Enabled' } });
    await s3.putObject({ Bucket: 'bench-source', Key: 'source.zip', Body: sourceZip() });
    const environment = {
      type: 'LINUX_CONTAINER' as const,
      computeType: 'BUILD_GENERAL1_SMALL' as const,
      image: 'aws/codebuild/standard:7.0',
    };
    const serviceRole = 'arn:aws:iam::123456789012:role/bench';
    await codebuild.createProject({
      name: 'bench',
      source: { type: 'CODEPIPELINE' },
      artifacts: { type: 'CODEPIPELINE' },
      environment,
      serviceRole,
    });
    await codebuild.createProject({
      name: 'alone',
      source: { type: 'NO_SOURCE', buildspec: BUILDSPEC },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment,
      serviceRole,
    });

    await codepipeline.createPipeline({ pipeline: PIPELINE as never });
    const durations: number[] = [];
    for (let run = 0; run <= RUNS; run++) {
      if (run > 0) await codepipeline.startPipelineExecution({ name: 'bench' });
      for (;;) {
        const { pipelineExecutionSummaries } = await codepipeline.listPipelineExecutions({
          pipelineName: 'bench',
          maxResults: 1,
        });
        const [summary] = pipelineExecutionSummaries ?? [];
        if (summary?.status === 'Failed') throw new Error(`the pipeline failed: ${summary.statusSummary}`);
        if (summary?.status === 'Succeeded') {
          if (run > 0) durations.push((summary.lastUpdateTime?.getTime() ?? 0) - (summary.startTime?.getTime() ?? 0));
          break;
        }
        await pause(10);
      }
    }

    const builds: number[] = [];
    const firstCommands: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { build } = await codebuild.startBuild({ projectName: 'alone' });
      for (;;) {
        const [now] = (await codebuild.batchGetBuilds({ ids: [build?.id ?? ''] })).builds ?? [];
        if (now?.buildComplete) {
          if (now.buildStatus !== 'SUCCEEDED') throw new Error('a build failed');
          const start = now.startTime?.getTime() ?? 0;
          builds.push((now.endTime?.getTime() ?? 0) - start);
          firstCommands.push(
            (now.phases?.find(({ phaseType }) => phaseType === 'BUILD')?.startTime?.getTime() ?? 0) - start,
          );
          break;
        }
        await pause(10);
      }
    }
    const floor: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      execFileSync('/bin/sh', ['-c', 'true']);
      floor.push(performance.now() - start);
    }
    const row = (what: string, values: number[]) => {
      const { median, p99 } = spreadOf(values);
      return { what, values: { median: milliseconds(median), p99: milliseconds(p99) } };
    };
    report('Overhead with the process executor', [
      row('floor: /bin/sh -c true', floor),
      row('StartBuild → BUILD phase', firstCommands),
      row('StartBuild → COMPLETED', builds),
      row('pipeline S3 → CodeBuild true → S3, start to Succeeded', durations),
    ]);
  } finally {
    await server.stop();
  }
}

await main();

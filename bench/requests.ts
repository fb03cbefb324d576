// Requests per second of the whole path: HTTP, signature, decoding, database, encoding; with a bare HTTP server beside it.
import { CodeBuild, type CodeBuildClientConfig } from '@aws-sdk/client-codebuild';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { type ServerProcess, startServer } from '../scenarios/testing/server-process.ts';
import { type LoadResult, load, startFloor } from './load.ts';
import { mebibytes, milliseconds, type Row, report } from './measure.ts';
import { signJson } from './sign.ts';

const CONNECTIONS = 8;
const READS = 12_000;
const WRITES = 1_500;
const POLLS = 10_000;
const FEW_PIPELINES = 15;

function pipeline(name: string) {
  return {
    name,
    roleArn: 'arn:aws:iam::123456789012:role/bench',
    artifactStore: { type: 'S3', location: 'bench-artifacts' },
    stages: [
      {
        name: 'Source',
        actions: [
          {
            name: 'S3',
            actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
            configuration: { S3Bucket: 'bench-source', S3ObjectKey: 'none.zip', PollForSourceChanges: 'false' },
            outputArtifacts: [{ name: 'Code' }],
          },
        ],
      },
      {
        name: 'Approve',
        actions: [
          { name: 'Ask', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
        ],
      },
    ],
  } as const;
}

const row = (what: string, { perSecond, latency }: LoadResult): Row => ({
  what,
  values: { 'per second': perSecond.toFixed(0), median: milliseconds(latency.median), p99: milliseconds(latency.p99) },
});

const codepipeline = (server: ServerProcess, operation: string, input: object) =>
  signJson(server, 'codepipeline', `CodePipeline_20150709.${operation}`, input);

async function main(): Promise<void> {
  const server = await startServer();
  try {
    const settings = {
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: server.credentials,
      forcePathStyle: true,
    };
    const sdk = new CodePipeline(settings);
    for (const Bucket of ['bench-artifacts', 'bench-source']) await new S3(settings).createBucket({ Bucket });
    const rows: Row[] = [];
    const names = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `p-${String(from + index).padStart(6, '0')}`);
    for (const name of names(0, FEW_PIPELINES)) await sdk.createPipeline({ pipeline: pipeline(name) as never });

    const body = JSON.stringify({ pipeline: pipeline('p-000000') });
    const floor = await startFloor(body);
    const get = codepipeline(server, 'GetPipeline', { name: 'p-000000' });
    await load(() => get, 1_000, CONNECTIONS);
    rows.push(
      row('floor: bare node:http, same body', await load(() => ({ ...get, url: floor.url }), READS, CONNECTIONS)),
    );
    floor.stop();
    rows.push(row('GetPipeline', await load(() => get, READS, CONNECTIONS)));

    const build = await aBuild(settings);
    const builds = signJson(server, 'codebuild', 'CodeBuild_20161006.BatchGetBuilds', { ids: [build] });
    rows.push(row('BatchGetBuilds', await load(() => builds, READS, CONNECTIONS)));

    const page = codepipeline(server, 'ListPipelines', { maxResults: 10 });
    rows.push(row(`ListPipelines, 10 of ${FEW_PIPELINES}`, await load(() => page, READS / 2, CONNECTIONS)));
    const fresh = names(FEW_PIPELINES, WRITES).map((name) =>
      codepipeline(server, 'CreatePipeline', { pipeline: pipeline(name) }),
    );
    rows.push(
      row('CreatePipeline (durable, starts an execution)', await load(() => fresh.pop() ?? get, WRITES, CONNECTIONS)),
    );
    await quiet(server);
    rows.push(row(`ListPipelines, 10 of ${FEW_PIPELINES + WRITES}`, await load(() => page, READS / 2, CONNECTIONS)));
    report(`Requests, ${CONNECTIONS} connections, signatures verified (client on the same machine)`, rows);

    const before = await server.memory();
    const state = codepipeline(server, 'GetPipelineState', { name: 'p-000000' });
    await load(() => state, POLLS, CONNECTIONS);
    report('Memory of the server', [
      { what: 'after the load above', values: { resident: mebibytes(before) } },
      { what: `after ${POLLS} polls more`, values: { resident: mebibytes(await server.memory()) } },
    ]);
  } finally {
    await server.stop();
  }
}

/** Waits until the executions that CreatePipeline started have come to rest. */
async function quiet(server: ServerProcess): Promise<void> {
  const last = `p-${String(FEW_PIPELINES + WRITES - 1).padStart(6, '0')}`;
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  const sdk = new CodePipeline(settings);
  for (let look = 0; look < 600; look++) {
    const { pipelineExecutionSummaries } = await sdk.listPipelineExecutions({ pipelineName: last });
    if (pipelineExecutionSummaries?.every(({ status }) => status !== 'InProgress')) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function aBuild(settings: CodeBuildClientConfig): Promise<string> {
  const codebuild = new CodeBuild(settings);
  await codebuild.createProject({
    name: 'bench',
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases:\n  build:\n    commands:\n      - "true"\n' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'aws/codebuild/standard:7.0' },
    serviceRole: 'arn:aws:iam::123456789012:role/bench',
  });
  const { build } = await codebuild.startBuild({ projectName: 'bench' });
  for (;;) {
    const { builds } = await codebuild.batchGetBuilds({ ids: [build?.id ?? ''] });
    if (builds?.[0]?.buildComplete) return build?.id ?? '';
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

await main();

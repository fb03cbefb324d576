// What builds write and how soon they start: 100 MB of log in lines and in one line, and the first command in a cached Docker image.
import { execFileSync } from 'node:child_process';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { startDockerEngine, TEST_IMAGE, whyNoEngine } from '../packages/compute/src/executors/testing/docker-engine.ts';
import { type ServerProcess, startServer } from '../scenarios/testing/server-process.ts';
import { mebibytes, milliseconds, type Row, report, spreadOf, timed } from './measure.ts';

const LOG_BYTES = 100_000_000;
const LINES = 1_000_000;
const RUNS = 20;
const CURATED = 'aws/codebuild/standard:7.0';
/** As long as a line of the log is: seven digits, padded, and its end. */
const PRINT_LINES = `seq -f '%07.0f' 1 ${LINES} | sed 's/$/ ${'.'.repeat(LOG_BYTES / LINES - 9)}/'`;
const PRINT_ONE_LINE = `head -c ${LOG_BYTES} /dev/zero | tr '\\0' x`;

const pause = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));
const clientSettings = ({ endpoint, credentials }: ServerProcess) => ({ endpoint, region: 'us-east-1', credentials });

async function createProject(codebuild: CodeBuild, name: string, command: string): Promise<void> {
  await codebuild.createProject({
    name,
    source: {
      type: 'NO_SOURCE',
      buildspec: JSON.stringify({ version: 0.2, phases: { build: { commands: [command] } } }),
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: CURATED },
    serviceRole: 'arn:aws:iam::123456789012:role/bench',
  });
}

async function runBuild(codebuild: CodeBuild, projectName: string): Promise<Build> {
  const { build } = await codebuild.startBuild({ projectName });
  for (;;) {
    const [now] = (await codebuild.batchGetBuilds({ ids: [build?.id ?? ''] })).builds ?? [];
    if (now?.buildComplete) {
      if (now.buildStatus !== 'SUCCEEDED') throw new Error(`the build ended as ${now.buildStatus}`);
      return now;
    }
    await pause(20);
  }
}

/** How large the server becomes while something goes on. */
async function watched<Result>(server: ServerProcess, work: () => Promise<Result>) {
  let most = await server.memory();
  const timer = setInterval(async () => {
    most = Math.max(most, await server.memory());
  }, 50);
  let result: Result | undefined;
  const ms = await timed(async () => {
    result = await work();
  }).finally(() => clearInterval(timer));
  return { ms, most, result: result as Result };
}

/** Reads a build's log from its start; fails unless every byte is there, and the numbered lines in their order. */
async function readWhole(server: ServerProcess, { logs }: Build): Promise<void> {
  const client = new CloudWatchLogs(clientSettings(server));
  const stream = { logGroupName: logs?.groupName ?? '', logStreamName: logs?.streamName ?? '', startFromHead: true };
  let [bytes, last] = [0, 0];
  for (let nextToken: string | undefined; ; ) {
    const page = await client.getLogEvents({ ...stream, ...(nextToken ? { nextToken } : {}) });
    for (const { message = '' } of page.events ?? []) {
      const number = Number(/^(\d{7}) \.+\n$/.exec(message)?.[1] ?? 0);
      if (number > 0 && number !== ++last) throw new Error(`line ${number} comes after line ${last - 1}`);
      if (number > 0 || /^x+\n?$/.test(message)) bytes += message.replace(/\n$/, '').length + (number > 0 ? 1 : 0);
    }
    if (page.nextForwardToken === nextToken) break;
    nextToken = page.nextForwardToken;
  }
  if (bytes !== LOG_BYTES) throw new Error(`${bytes} of ${LOG_BYTES} bytes came back`);
}

async function largeLogs(): Promise<void> {
  const server = await startServer();
  try {
    const codebuild = new CodeBuild(clientSettings(server));
    const rows: Row[] = [{ what: 'before', values: { 'server at most': mebibytes(await server.memory()) } }];
    for (const [what, name, command] of [
      ['in lines of 100 bytes', 'lines', PRINT_LINES],
      ['in one line', 'one-line', PRINT_ONE_LINE],
    ] as const) {
      await createProject(codebuild, name, command);
      const build = await watched(server, () => runBuild(codebuild, name));
      const read = await watched(server, () => readWhole(server, build.result));
      rows.push({
        what: `${what}: build`,
        values: { time: milliseconds(build.ms), 'server at most': mebibytes(build.most) },
      });
      rows.push({
        what: `${what}: read back`,
        values: { time: milliseconds(read.ms), 'server at most': mebibytes(read.most) },
      });
    }
    report('A build that writes 100 MB of log', rows);
  } finally {
    await server.stop();
  }
}

async function firstWords(server: ServerProcess, id: string): Promise<void> {
  const client = new CloudWatchLogs(clientSettings(server));
  const [project, logStreamName] = id.split(':');
  for (;;) {
    const stream = { logGroupName: `/aws/codebuild/${project}`, logStreamName: logStreamName ?? '' };
    const { events } = await client.getLogEvents({ ...stream, startFromHead: true }).catch(() => ({ events: [] }));
    if (events?.some(({ message }) => message === 'here I am\n')) return;
    await pause(5);
  }
}

async function firstCommands(): Promise<void> {
  const missing = whyNoEngine();
  if (missing) return void process.stdout.write(`\nNo Docker engine to measure: ${missing}\n`);
  const engine = await startDockerEngine();
  const image = ['--image', `${CURATED}=${TEST_IMAGE}`];
  const server = await startServer([
    '--executor',
    'docker',
    '--docker-host',
    engine.host,
    '--docker-network',
    'none',
    ...image,
  ]);
  try {
    const codebuild = new CodeBuild(clientSettings(server));
    await createProject(codebuild, 'first', 'echo here I am');
    const waits: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      // The container's own clock may count whole seconds: what counts is when its words can be read.
      const start = performance.now();
      const { build } = await codebuild.startBuild({ projectName: 'first' });
      await firstWords(server, build?.id ?? '');
      waits.push(performance.now() - start);
    }
    const floor: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      execFileSync('docker', ['-H', engine.host, 'run', '--rm', '--network', 'none', TEST_IMAGE, 'true']);
      floor.push(performance.now() - start);
    }
    const row = (what: string, values: number[]) => {
      const { median, p99 } = spreadOf(values);
      return { what, values: { median: milliseconds(median), p99: milliseconds(p99) } };
    };
    report(`Docker, image there already, ${RUNS} runs`, [
      row('floor: docker run --rm IMAGE true', floor),
      row('StartBuild → output of the first command read by a client', waits),
    ]);
  } finally {
    await server.stop();
    await engine.stop();
  }
}

await largeLogs();
await firstCommands();

// How fast builds start and end, beside what they run on: a shell, and containers that a Docker engine is asked for directly.
import { execFileSync } from 'node:child_process';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { createDockerClient } from '../packages/compute/src/executors/docker/docker-client.ts';
import { startDockerEngine, TEST_IMAGE, whyNoEngine } from '../packages/compute/src/executors/testing/docker-engine.ts';
import { type ServerProcess, settingsOf, startServer } from '../scenarios/testing/server-process.ts';
import { CURATED, createBuildProject, pause, runBuild, untilEnded } from './build-runs.ts';
import { milliseconds, type Row, report, spreadOf, timed } from './measure.ts';

const RUNS = 12;
const AT_ONCE = 8;
const TOGETHER = 48;
const QUEUED = 200;

const spread = (what: string, times: readonly number[]): Row => {
  const { median, p99 } = spreadOf(times);
  return { what, values: { median: milliseconds(median), p99: milliseconds(p99) } };
};

const rate = (what: string, { count, ms }: Throughput, floor?: Throughput): Row => {
  const perSecond = (count / ms) * 1000;
  const share = floor && perSecond / ((floor.count / floor.ms) * 1000);
  return {
    what,
    values: {
      time: milliseconds(ms),
      'per second': perSecond.toFixed(1),
      of: share ? `${Math.round(share * 100)} %` : '',
    },
  };
};

interface Throughput {
  readonly count: number;
  readonly ms: number;
}

async function repeat(work: () => Promise<unknown>): Promise<number[]> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await timed(work));
  return times;
}

/** `count` times, never more than AT_ONCE of them at once. */
async function together(count: number, work: () => Promise<unknown>): Promise<Throughput> {
  let left = count;
  const ms = await timed(() =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (left-- > 0) await work();
      }),
    ),
  );
  return { count, ms };
}

/** Starts so many builds that most of them wait, and waits for their end; fails unless all of them ran, in their order. */
async function drain(codebuild: CodeBuild, projectName: string, count: number): Promise<Throughput> {
  const start = Date.now();
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const { build } = await codebuild.startBuild({ projectName });
    ids.push(build?.id ?? '');
  }
  const builds = await untilEnded(codebuild, ids);
  const ms = Math.max(...builds.map(({ endTime }) => endTime?.getTime() ?? Number.NaN)) - start;
  if (new Set(builds.map(({ id }) => id)).size !== count) throw new Error(`${builds.length} of ${count} builds ended`);
  const leftQueue = builds.map(
    ({ phases }) => phases?.find(({ phaseType }) => phaseType === 'PROVISIONING')?.startTime,
  );
  // Those that leave it in one moment have the same time; what came later never leaves it first.
  leftQueue.forEach((at, index) => {
    const earlier = leftQueue[index - AT_ONCE];
    if (!at || (earlier && earlier > at)) throw new Error(`build ${index} overtook those before it`);
  });
  return { count, ms };
}

async function onProcesses(): Promise<void> {
  const server = await startServer();
  try {
    const codebuild = new CodeBuild(settingsOf(server));
    await createBuildProject(codebuild, { name: 'true', command: 'true' });
    const floor = await repeat(async () => execFileSync('/bin/sh', ['-c', 'true']));
    const builds = await repeat(() => runBuild(codebuild, 'true'));
    report(`Builds of \`true\` as processes, one after the other, ${RUNS} runs`, [
      spread('floor: /bin/sh -c true', floor),
      spread('StartBuild → COMPLETED seen by a client', builds),
    ]);
    report(`Builds of \`true\` as processes, ${AT_ONCE} at once`, [
      rate(`${TOGETHER} builds`, await drain(codebuild, 'true', TOGETHER)),
      rate(
        `${QUEUED} builds in the queue until all have ended, in their order`,
        await drain(codebuild, 'true', QUEUED),
      ),
    ]);
  } finally {
    await server.stop();
  }
}

/** Until the first words of a build can be read: the container's own clock may count whole seconds. */
async function firstWords(server: ServerProcess, codebuild: CodeBuild): Promise<void> {
  const { build } = await codebuild.startBuild({ projectName: 'first' });
  const logs = new CloudWatchLogs(settingsOf(server));
  const stream = { logGroupName: '/aws/codebuild/first', logStreamName: build?.id?.split(':')[1] ?? '' };
  for (;;) {
    const { events } = await logs.getLogEvents({ ...stream, startFromHead: true }).catch(() => ({ events: [] }));
    if (events?.some(({ message }) => message === 'here I am\n')) return;
    await pause(5);
  }
}

type Docker = ReturnType<typeof createDockerClient>;
let containers = 0;

/** The least that the engine has to do for a build: a container of the same kind, run to its end and taken away. */
async function runContainer(docker: Docker, network: 'none' | 'private'): Promise<void> {
  containers += 1;
  const name = `bench-${containers}`;
  if (network === 'private') {
    const Subnet = `10.214.${Math.floor(containers / 16) % 256}.${(containers % 16) * 16}/28`;
    await docker.call('POST', '/networks/create', { Name: name, Driver: 'bridge', IPAM: { Config: [{ Subnet }] } });
  }
  await docker.call('POST', `/containers/create?name=${name}`, {
    ...{ Image: TEST_IMAGE, Entrypoint: ['/bin/sh', '-c', 'true'] },
    HostConfig: {
      NetworkMode: network === 'private' ? name : 'none',
      ...{ NanoCpus: 2e9, Memory: 3 * 2 ** 30, MemorySwap: 3 * 2 ** 30, PidsLimit: 16_384, Init: true },
      ...{ CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], LogConfig: { Type: 'none' } },
    },
  });
  await docker.call('POST', `/containers/${name}/start`);
  await docker.call('POST', `/containers/${name}/wait`);
  await docker.call('DELETE', `/containers/${name}?force=true&v=true`);
  if (network === 'private') await docker.call('DELETE', `/networks/${name}`);
}

async function inContainers(engineHost: string, network: 'none' | 'private'): Promise<void> {
  const docker = createDockerClient(engineHost);
  const place = ['--executor', 'docker', '--docker-host', engineHost, '--docker-network', network];
  const server = await startServer([...place, '--image', `${CURATED}=${TEST_IMAGE}`]);
  try {
    const codebuild = new CodeBuild(settingsOf(server));
    await createBuildProject(codebuild, { name: 'true', command: 'true' });
    await createBuildProject(codebuild, { name: 'first', command: 'echo here I am' });
    const alone = await repeat(() => runContainer(docker, network));
    const words = await repeat(() => firstWords(server, codebuild));
    const builds = await repeat(() => runBuild(codebuild, 'true'));
    const where = network === 'private' ? 'each in a network of its own' : 'without a network';
    report(`Builds in containers ${where}, one after the other, ${RUNS} runs`, [
      spread('floor: the engine makes, runs and removes one', alone),
      spread('StartBuild → first output read by a client', words),
      spread('StartBuild → COMPLETED seen by a client', builds),
    ]);
    const floor = await together(TOGETHER, () => runContainer(docker, network));
    report(`Builds in containers ${where}, ${AT_ONCE} at once`, [
      rate(`floor: the engine makes, runs and removes ${TOGETHER}`, floor),
      rate(`${TOGETHER} builds`, await drain(codebuild, 'true', TOGETHER), floor),
      ...(network === 'none'
        ? [rate(`${QUEUED} builds in the queue, in their order`, await drain(codebuild, 'true', QUEUED), floor)]
        : []),
    ]);
  } finally {
    await server.stop();
  }
}

await onProcesses();
const missing = whyNoEngine();
if (missing) process.stdout.write(`\nNo Docker engine to measure: ${missing}\n`);
else {
  const engine = await startDockerEngine();
  try {
    await inContainers(engine.host, 'none');
    await inContainers(engine.host, 'private');
  } finally {
    await engine.stop();
  }
}

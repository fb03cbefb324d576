// A project of 1,000 packages: `npm ci` from a warm registry on loopback, and the same node_modules restored from the S3 cache.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { type ServerProcess, startServer } from '../scenarios/testing/server-process.ts';
import { mebibytes, milliseconds, report, spreadOf, timed } from './measure.ts';
import { type Published, publishPackages, type Registry, startRegistry, tarballPath } from './published-packages.ts';

const run = promisify(execFile);
const PACKAGES = Number(process.env.BENCH_PACKAGES ?? 1_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const BUCKET = 'bench-caches';

async function plantProject(folder: string, packages: readonly Published[], registry: string): Promise<void> {
  await mkdir(folder);
  const dependencies = Object.fromEntries(packages.map(({ name }) => [name, '1.0.0']));
  const root = { name: 'bench-app', version: '1.0.0', dependencies };
  const locked = packages.map(({ name, integrity }) => [
    `node_modules/${name}`,
    { version: '1.0.0', resolved: `${registry}${tarballPath(name)}`, integrity },
  ]);
  const lock = { ...root, lockfileVersion: 3, requires: true, packages: { '': root, ...Object.fromEntries(locked) } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(root));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
  const install = `[ -d node_modules ] || npm ci --no-audit --no-fund --registry ${registry}`;
  const phases = {
    install: { commands: [install] },
    build: { commands: [`ls node_modules | wc -l | grep -qx ${PACKAGES}`] },
  };
  const cache = { key: 'npm-$(codebuild-hash-files package-lock.json)', paths: ['node_modules/**/*'] };
  await writeFile(join(folder, 'buildspec.yml'), JSON.stringify({ version: 0.2, phases, cache }));
}

/** How long a phase took, in milliseconds. */
function phaseMs({ phases = [] }: Build, type: string): number {
  const phase = phases.find(({ phaseType }) => phaseType === type);
  return (phase?.endTime?.getTime() ?? Number.NaN) - (phase?.startTime?.getTime() ?? Number.NaN);
}

async function runBuild(codebuild: CodeBuild, projectName: string): Promise<Build> {
  const { build } = await codebuild.startBuild({ projectName });
  for (;;) {
    const [now] = (await codebuild.batchGetBuilds({ ids: [build?.id ?? ''] })).builds ?? [];
    if (now?.buildComplete && now.buildStatus === 'SUCCEEDED') return now;
    if (now?.buildComplete) throw new Error(`the build ended as ${now.buildStatus}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Fails unless the log says so; answers the seconds that it tells, as milliseconds. */
async function toldMs(logs: CloudWatchLogs, build: Build, what: 'Restored' | 'Saved'): Promise<number> {
  const { groupName = '', streamName = '' } = build.logs ?? {};
  const { events = [] } = await logs.getLogEvents({
    logGroupName: groupName,
    logStreamName: streamName,
    startFromHead: true,
  });
  const told = events
    .map(({ message = '' }) => new RegExp(` ${what} cache .*, ([\\d.]+) s\\)`).exec(message)?.[1])
    .find(Boolean);
  if (!told) throw new Error(`the log tells of no ${what} cache`);
  return Number(told) * 1_000;
}

interface Surroundings {
  readonly server: ServerProcess;
  readonly registry: Registry;
  readonly folder: string;
}

async function measure({ server, registry, folder }: Surroundings) {
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  const [codebuild, logs, s3] = [
    new CodeBuild(settings),
    new CloudWatchLogs(settings),
    new S3({ ...settings, forcePathStyle: true }),
  ];
  await s3.createBucket({ Bucket: BUCKET });
  const taken = {
    installed: [] as number[],
    saved: [] as number[],
    restored: [] as number[],
    source: [] as number[],
    untarred: [] as number[],
    copied: [] as number[],
    tarred: [] as number[],
  };
  let archive = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const name = `round-${round}`;
    await codebuild.createProject({
      name,
      source: { type: 'GITHUB', location: 'https://github.com/bench/app' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'bench' },
      serviceRole: 'arn:aws:iam::123456789012:role/bench',
      cache: { type: 'S3', location: BUCKET },
    });
    const before = registry.fetched();
    const cold = await runBuild(codebuild, name);
    expectFetched(registry.fetched() - before, PACKAGES);
    taken.installed.push(phaseMs(cold, 'INSTALL'));
    taken.saved.push(await toldMs(logs, cold, 'Saved'));
    const warm = await runBuild(codebuild, name);
    expectFetched(registry.fetched() - before, PACKAGES);
    taken.restored.push(await toldMs(logs, warm, 'Restored'));
    taken.source.push(phaseMs(warm, 'DOWNLOAD_SOURCE') + phaseMs(warm, 'INSTALL'));
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: BUCKET, Prefix: `codebuild-cache/project/${name}/` });
    const { Body } = await s3.getObject({ Bucket: BUCKET, Key: Contents[0]?.Key ?? '' });
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    archive = bytes.length;
    const floor = await measureFloor(join(folder, `floor-${round}`), bytes);
    taken.untarred.push(floor.untarred);
    taken.copied.push(floor.copied);
    taken.tarred.push(floor.tarred);
  }
  return { ...taken, archive };
}

/** The cold build has npm fetch everything once, as its own cache is the build's: the warm one nothing. */
function expectFetched(fetched: number, wanted: number): void {
  if (fetched !== wanted) throw new Error(`${fetched} packages were fetched where ${wanted} should be`);
}

/** What the machine's own programs take for the same files. */
async function measureFloor(folder: string, bytes: Buffer) {
  const [archive, tree, copy] = [join(folder, 'a.tar.gz'), join(folder, 'tree'), join(folder, 'copy')];
  await mkdir(tree, { recursive: true });
  await writeFile(archive, bytes);
  const untarred = await timed(() => run('tar', ['-xzf', archive, '-C', tree]));
  const copied = await timed(() => run('cp', ['-a', tree, copy]));
  const tarred = await timed(() => run('sh', ['-c', 'tar -cf - . | gzip -1 > ../b.tar.gz'], { cwd: tree }));
  await rm(folder, { recursive: true });
  return { untarred, copied, tarred };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-bench-'));
  const packages = await publishPackages(PACKAGES);
  const registry = await startRegistry(packages);
  try {
    const app = join(folder, 'app');
    await plantProject(app, packages, registry.address);
    const server = await startServer(['--source', `bench/app=${app}`]);
    try {
      const taken = await measure({ server, registry, folder });
      const sum = (member: 'files' | 'bytes') => packages.reduce((total, one) => total + one[member], 0);
      const project = `${PACKAGES} packages, ${sum('files')} files, ${mebibytes(sum('bytes'))}`;
      const times = spreadOf(taken.installed).median / spreadOf(taken.restored).median;
      report(`${project} (${mebibytes(taken.archive)} archived): ${ROUNDS} rounds`, [
        row('npm ci, its cache cold, registry on loopback', taken.installed),
        row('restoring node_modules from the S3 cache', taken.restored, `${times.toFixed(1)} times as fast`),
        row('all of DOWNLOAD_SOURCE and INSTALL then', taken.source),
        row('tar -xzf of the same archive', taken.untarred),
        row('cp -a of the same tree', taken.copied),
        row('saving it', taken.saved),
        row('tar and gzip -1 of the same tree', taken.tarred),
      ]);
    } finally {
      await server.stop();
    }
  } finally {
    registry.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function row(what: string, times: readonly number[], note = '') {
  const { median, p99 } = spreadOf(times);
  return { what, values: { median: milliseconds(median), p99: milliseconds(p99), ...(note ? { note } : {}) } };
}

await main();

// A project of 1,000 packages: `npm ci` from a warm registry on loopback, and the same node_modules restored from the S3 cache.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { padding, tarHeader } from '@codeyard/compute/archives/tar-records';
import { type ServerProcess, startServer } from '../scenarios/testing/server-process.ts';
import { mebibytes, milliseconds, report, spreadOf, timed } from './measure.ts';

const run = promisify(execFile);
const PACKAGES = Number(process.env.BENCH_PACKAGES ?? 1_000);
const FILES_PER_PACKAGE = 15;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const LARGEST_BYTES = 60_000;
/** Real source text to cut files from: made-up text compresses unlike anything that is published. */
const TEXT = new URL('../../../typescript/lib/typescript.js', import.meta.url);
const BUCKET = 'bench-caches';

interface Published {
  readonly name: string;
  readonly tarball: Buffer;
  readonly integrity: string;
  readonly bytes: number;
}

/** Most files of a package are small, a few are not; as in what is published. */
function publish(text: Buffer, index: number): Published {
  const name = `bench-package-${index}`;
  const parts: Buffer[] = [];
  let bytes = 0;
  const add = (path: string, contents: Buffer) => {
    const entry = { path: `package/${path}`, kind: 'file', mode: 0o644, mtimeMs: 0, size: contents.length } as const;
    parts.push(tarHeader(entry), contents, padding(contents.length));
    bytes += contents.length;
  };
  add('package.json', Buffer.from(JSON.stringify({ name, version: '1.0.0' })));
  for (let file = 1; file < FILES_PER_PACKAGE; file++) {
    const share = (((index * FILES_PER_PACKAGE + file) * 7_919) % 10_007) / 10_007;
    const size = Math.min(LARGEST_BYTES, Math.round(600 / (1.005 - share)));
    const start = ((index * 31 + file) * 104_729) % (text.length - size);
    add(
      file % 3 === 0 ? `file-${file}.js` : `lib/part-${file % 4}/file-${file}.js`,
      text.subarray(start, start + size),
    );
  }
  const tarball = gzipSync(Buffer.concat([...parts, Buffer.alloc(1_024)]));
  return { name, tarball, integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`, bytes };
}

/** A registry that has everything in memory: nothing could be warmer. */
async function startRegistry(packages: readonly Published[]) {
  const tarballs = new Map(packages.map(({ name, tarball }) => [`/${name}/-/${name}-1.0.0.tgz`, tarball]));
  const server = createServer(({ url = '' }, response) => {
    const tarball = tarballs.get(url);
    response.writeHead(tarball ? 200 : 404, { 'content-type': 'application/octet-stream' }).end(tarball);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address, stop };
}

async function plantProject(folder: string, packages: readonly Published[], registry: string): Promise<void> {
  await mkdir(folder);
  const dependencies = Object.fromEntries(packages.map(({ name }) => [name, '1.0.0']));
  const root = { name: 'bench-app', version: '1.0.0', dependencies };
  const locked = packages.map(({ name, integrity }) => [
    `node_modules/${name}`,
    { version: '1.0.0', resolved: `${registry}/${name}/-/${name}-1.0.0.tgz`, integrity },
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

async function measure(server: ServerProcess, folder: string) {
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
    const cold = await runBuild(codebuild, name);
    taken.installed.push(phaseMs(cold, 'INSTALL'));
    taken.saved.push(await toldMs(logs, cold, 'Saved'));
    const warm = await runBuild(codebuild, name);
    taken.restored.push(await toldMs(logs, warm, 'Restored'));
    taken.source.push(phaseMs(warm, 'DOWNLOAD_SOURCE') + phaseMs(warm, 'INSTALL'));
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: BUCKET, Prefix: `codebuild-cache/project/${name}/` });
    const { Body } = await s3.getObject({ Bucket: BUCKET, Key: Contents[0]?.Key ?? '' });
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    archive = bytes.length;
    const target = join(folder, `untarred-${round}`);
    await mkdir(target);
    await writeFile(`${target}.tar.gz`, bytes);
    taken.untarred.push(await timed(() => run('tar', ['-xzf', `${target}.tar.gz`, '-C', target])));
    await rm(target, { recursive: true });
  }
  return { ...taken, archive };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-bench-'));
  const text = await readFile(fileURLToPath(TEXT));
  const packages = Array.from({ length: PACKAGES }, (_, index) => publish(text, index));
  const registry = await startRegistry(packages);
  try {
    const app = join(folder, 'app');
    await plantProject(app, packages, registry.address);
    const server = await startServer(['--source', `bench/app=${app}`]);
    try {
      const { installed, saved, restored, source, untarred, archive } = await measure(server, folder);
      const bytes = packages.reduce((sum, one) => sum + one.bytes, 0);
      const title = `${PACKAGES} packages, ${PACKAGES * FILES_PER_PACKAGE} files, ${mebibytes(bytes)} (${mebibytes(archive)} archived): ${ROUNDS} rounds`;
      const times = spreadOf(installed).median / spreadOf(restored).median;
      report(title, [
        row('npm ci, its cache cold, registry on loopback', installed),
        row('restoring node_modules from the S3 cache', restored, `${times.toFixed(1)} times as fast`),
        row('all of DOWNLOAD_SOURCE and INSTALL then', source),
        row('tar -xzf of the same archive', untarred),
        row('saving it', saved),
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
  return { what, values: { median: milliseconds(median), slowest: milliseconds(p99), ...(note ? { note } : {}) } };
}

await main();

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { zipOf } from '../../../testing/zip-of.ts';
import { type BatchLab, batchLab, batchPhases, memberId, statuses } from '../testing/batch-lab.ts';
import { spec } from '../testing/build-lab.ts';

const run = promisify(execFile);

let yard: Yard;
let lab: BatchLab;
let s3: S3Client;
let scratch: string;
let repository: string;
const git = async (...args: string[]) => {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return (await run('git', [...identity, '-C', repository, ...args])).stdout.trim();
};
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'codeyard-batch-'));
  repository = join(scratch, 'web-app');
  await mkdir(repository);
  await git('init', '-q', '-b', 'main');
  await run('git', ['init', '-q', '--bare', '-b', 'main', `${repository}.git`]);
  yard = await startYard({ config: { sources: [`myorg/web-app=${repository}.git`] } });
  lab = batchLab(yard);
  s3 = yard.client(S3Client);
  for (const Bucket of ['inputs', 'out']) await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  await yard.stop();
  await rm(scratch, { recursive: true });
});

const list = 'batch: {build-list: [{identifier: one}, {identifier: two}]}';
/** Each build makes a file of its own, and one that both make. */
const make = [
  'mkdir -p dist/deep',
  'echo $CODEBUILD_BATCH_BUILD_IDENTIFIER | tee dist/deep/$CODEBUILD_BATCH_BUILD_IDENTIFIER.txt > dist/same.txt',
];
const buildspec = (commands = make) =>
  spec({ build: commands }, `${list}\nartifacts: {files: ["**/*"], base-directory: dist}`);

async function keysOf(Bucket: string, Prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key }) => Key ?? '');
}

async function bytesOf(Bucket: string, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function unzip(bytes: Buffer): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(scratch, 'unzip-'));
  await writeFile(join(folder, 'it.zip'), bytes);
  const { stdout } = await run('unzip', ['-Z1', join(folder, 'it.zip')]);
  await run('unzip', ['-q', join(folder, 'it.zip'), '-d', folder]);
  const names = stdout.split('\n').filter((name) => name && !name.endsWith('/'));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

async function runBatch(
  artifacts: CreateProjectCommandInput['artifacts'],
  { combineArtifacts = true, commands = make } = {},
) {
  const project = await lab.batchProject(buildspec(commands), { combineArtifacts }, { artifacts });
  return await lab.finishBatch(await lab.startBatch(project));
}

describe('combined artifacts', () => {
  it('are one ZIP file with what all builds made, the last build winning', async () => {
    const batch = await runBatch({ type: 'S3', location: 'out', path: 'zip', name: 'all.zip', packaging: 'ZIP' });
    expect(batchPhases(batch)).toContain('COMBINE_ARTIFACTS SUCCEEDED');
    const bytes = await bytesOf('out', 'zip/all.zip');
    expect(await unzip(bytes)).toEqual({ 'deep/one.txt': 'one\n', 'deep/two.txt': 'two\n', 'same.txt': 'two\n' });
    expect(batch.artifacts).toMatchObject({
      location: 'arn:aws:s3:::out/zip/all.zip',
      md5sum: createHash('md5').update(bytes).digest('hex'),
      sha256sum: createHash('sha256').update(bytes).digest('hex'),
    });
    const uuid = batch.id?.split(':')[1];
    expect(batch.buildGroups?.[1]?.currentBuildSummary?.primaryArtifact).toEqual({
      type: 's3',
      identifier: 'one',
      location: `arn:aws:s3:::out/zip/${uuid}/one.zip`,
    });
    expect(await unzip(await bytesOf('out', `zip/${uuid}/one.zip`))).toEqual({
      'deep/one.txt': 'one\n',
      'same.txt': 'one\n',
    });
  });

  it('are loose files where the project wants those', async () => {
    const batch = await runBatch({ type: 'S3', location: 'out', name: 'loose', namespaceType: 'BUILD_ID' });
    const uuid = batch.id?.split(':')[1];
    expect(batch.artifacts?.location).toBe(`arn:aws:s3:::out/${uuid}/loose`);
    expect(await keysOf('out', `${uuid}/loose/`)).toEqual(
      ['deep/one.txt', 'deep/two.txt', 'same.txt'].map((name) => `${uuid}/loose/${name}`),
    );
  });

  it('are nowhere when no build made any', async () => {
    const project = await lab.batchProject(
      spec({ build: make }, list),
      { combineArtifacts: true },
      { artifacts: { type: 'S3', location: 'out', path: 'none', name: 'all.zip', packaging: 'ZIP' } },
    );
    const batch = await lab.finishBatch(await lab.startBatch(project));
    expect(batch).toMatchObject({ buildBatchStatus: 'SUCCEEDED', artifacts: { location: '' } });
    expect(await keysOf('out', 'none/')).toEqual([]);
  });

  it('that are lost on the way fail the batch, which says why', async () => {
    const go = join(scratch, 'lost-go');
    const graph = 'batch: {build-graph: [{identifier: one}, {identifier: two, depend-on: [one]}]}';
    const wait = `[ $CODEBUILD_BATCH_BUILD_IDENTIFIER = one ] || while [ ! -e ${go} ]; do sleep 0.05; done`;
    const text = spec({ build: [wait, ...make] }, `${graph}\nartifacts: {files: ["dist/*"]}`);
    const artifacts = { type: 'S3', location: 'out', path: 'lost', name: 'all.zip', packaging: 'ZIP' } as const;
    const id = await lab.startBatch(await lab.batchProject(text, { combineArtifacts: true }, { artifacts }));
    await lab.untilBatch(id, (running) => statuses(running).two === 'IN_PROGRESS');
    await s3.send(new DeleteObjectCommand({ Bucket: 'out', Key: `lost/${id.split(':')[1]}/one.zip` }));
    await writeFile(go, '');
    const batch = await lab.finishBatch(id);
    expect(batchPhases(batch).slice(3)).toEqual(['COMBINE_ARTIFACTS FAILED', 'FAILED']);
    expect(batch.phases?.[3]?.contexts?.[0]?.message).toMatch(/^NoSuchKey: /);
  });

  it('are not there when the batch fails', async () => {
    const batch = await runBatch(
      { type: 'S3', location: 'out', path: 'bad', name: 'all.zip', packaging: 'ZIP' },
      { commands: [...make, '[ $CODEBUILD_BATCH_BUILD_IDENTIFIER = one ]'] },
    );
    expect(batch.buildBatchStatus).toBe('FAILED');
    expect((await keysOf('out', 'bad/')).filter((key) => key.endsWith('all.zip'))).toEqual([]);
  });
});

describe('artifacts that are not combined', () => {
  it('go where each build would put them by itself', async () => {
    const artifacts = {
      type: 'S3',
      location: 'out',
      path: 'own',
      namespaceType: 'BUILD_ID',
      name: 'a.zip',
      packaging: 'ZIP',
    } as const;
    const batch = await runBatch(artifacts, { combineArtifacts: false });
    const [one, two] = ['one', 'two'].map((identifier) => memberId(batch, identifier).split(':')[1]);
    expect((await keysOf('out', 'own/')).sort()).toEqual([`own/${one}/a.zip`, `own/${two}/a.zip`].sort());
    expect(batch.buildGroups?.[2]?.currentBuildSummary?.primaryArtifact?.location).toBe(
      `arn:aws:s3:::out/own/${two}/a.zip`,
    );
  });

  it('of a pipeline go by the names of the builds and of their artifacts', async () => {
    const text = spec(
      { build: make },
      `${list}\nartifacts: {files: [dist/same.txt], secondary-artifacts: {extra: {files: ["dist/deep/*"], discard-paths: yes}}}`,
    );
    await s3.send(new PutObjectCommand({ Bucket: 'inputs', Key: 'code.zip', Body: zipOf({ 'buildspec.yml': text }) }));
    const change = { source: { type: 'CODEPIPELINE' }, artifacts: { type: 'CODEPIPELINE' } } as const;
    const project = await lab.batchProject('', {}, change);
    const output = (name: string) =>
      ({ type: 'CODEPIPELINE', location: `arn:aws:s3:::out/pipe/${name}`, artifactIdentifier: name }) as const;
    const id = await lab.startBatch(project, {
      sourceVersion: 'arn:aws:s3:::inputs/code.zip',
      secondaryArtifactsOverride: [output('one'), output('one_extra'), output('two_extra')],
    });
    const batch = await lab.finishBatch(id);
    expect(batch.buildBatchStatus).toBe('SUCCEEDED');
    expect(await keysOf('out', 'pipe/')).toEqual(['pipe/one', 'pipe/one_extra', 'pipe/two_extra']);
    expect(await unzip(await bytesOf('out', 'pipe/one'))).toEqual({ 'dist/same.txt': 'one\n' });
    expect(await unzip(await bytesOf('out', 'pipe/two_extra'))).toEqual({ 'two.txt': 'two\n' });
  });
});

describe('the source of a batch', () => {
  it('is one commit for all its builds, also when the branch moves on; a task may have another buildspec', async () => {
    const [begun, go] = [join(scratch, 'begun'), join(scratch, 'go')];
    const graph =
      'batch: {build-graph: [{identifier: first}, {identifier: second, depend-on: [first], buildspec: ci/second.yml}]}';
    await mkdir(join(repository, 'ci'));
    await writeFile(
      join(repository, 'buildspec.yml'),
      spec({ build: [`touch ${begun}; while [ ! -e ${go} ]; do sleep 0.05; done`] }, graph),
    );
    await writeFile(join(repository, 'ci/second.yml'), spec({ build: ['cat word'] }));
    await writeFile(join(repository, 'word'), 'as it was\n');
    await git('add', '.');
    await git('commit', '-qm', 'first');
    await git('push', '-q', `${repository}.git`, 'main');
    const commit = await git('rev-parse', 'HEAD');
    const change = { source: { type: 'GITHUB', location: 'https://github.com/myorg/web-app' } } as const;
    const id = await lab.startBatch(await lab.batchProject('', {}, change), { sourceVersion: 'main' });
    await lab.untilBatch(id, () => existsSync(begun));
    await writeFile(join(repository, 'word'), 'moved on\n');
    await git('commit', '-qam', 'second');
    await git('push', '-q', `${repository}.git`, 'main');
    await writeFile(go, '');
    const batch = await lab.finishBatch(id);
    expect(statuses(batch)).toEqual({ DOWNLOAD_SOURCE: 'SUCCEEDED', first: 'SUCCEEDED', second: 'SUCCEEDED' });
    expect(batch).toMatchObject({ sourceVersion: 'main', resolvedSourceVersion: commit });
    const { build, log } = await lab.finish(memberId(batch, 'second'));
    expect(log).toContain('\nas it was\n');
    expect(build).toMatchObject({ sourceVersion: `main^{${commit}}`, resolvedSourceVersion: commit });
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CodeBuildClient,
  type CreateProjectCommandInput,
  InvalidateProjectCacheCommand,
} from '@aws-sdk/client-codebuild';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../../testing/start-yard.ts';
import { type BuildLab, buildLab, spec } from '../../testing/build-lab.ts';

const run = promisify(execFile);

let yard: Yard;
let lab: BuildLab;
let s3: S3Client;
let prefixes = 0;
let scratch: string;
beforeAll(async () => {
  yard = await startYard();
  lab = buildLab(yard);
  s3 = yard.client(S3Client);
  scratch = await mkdtemp(join(tmpdir(), 'codeyard-caches-'));
  await s3.send(new CreateBucketCommand({ Bucket: 'cache-bucket' }));
});
afterAll(async () => {
  await yard.stop();
  await rm(scratch, { recursive: true });
});

/** A project whose builds tell what they found in `kept/word` and `~/.tool/word`, and write `$WORD` there. */
const COMMANDS = [
  'echo "found <$(cat kept/word 2>/dev/null)> <$(cat ~/.tool/word 2>/dev/null)>"',
  'mkdir -p kept ~/.tool && echo "$WORD" > kept/word && echo "$WORD" > ~/.tool/word',
];
const PATHS = 'paths: ["kept/**/*", "/root/.tool/**/*"]';

const location = () => `cache-bucket/p${prefixes}`;
const freshLocation = () => {
  prefixes += 1;
  return location();
};
const project = (cache: string, change: Partial<CreateProjectCommandInput> = {}, commands = COMMANDS) =>
  lab.project('', {
    source: { type: 'NO_SOURCE', buildspec: spec({ build: commands }, cache) },
    cache: { type: 'S3', location: location() },
    ...change,
  });

async function build(name: string, word: string, variables: Readonly<Record<string, string>> = {}) {
  const environmentVariablesOverride = Object.entries({ WORD: word, ...variables }).map(([key, value]) => ({
    name: key,
    value,
  }));
  const finished = await lab.finish(await lab.start(name, { environmentVariablesOverride }));
  return { ...finished, found: /^found (<.*>)$/m.exec(finished.log)?.[1] };
}

async function objects(): Promise<string[]> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: 'cache-bucket', Prefix: `p${prefixes}/` }),
  );
  return Contents.map(({ Key }) => Key ?? '');
}

describe('an S3 cache without a key', () => {
  it('is one object that every build reads and overwrites; files of the source and of the home alike', async () => {
    freshLocation();
    const name = await project(`cache: {${PATHS}}`);
    const first = await build(name, 'one');
    expect(first.found).toBe('<> <>');
    expect(first.log).toContain(' Expanded cache path kept/**/*\n');
    expect(first.log).toMatch(/ Downloading S3 cache\.\.\.\n.* No cache was found\n/);
    expect(first.log).toMatch(/ Saved cache \(2 files, /);
    const second = await build(name, 'two');
    expect(second.found).toBe('<one> <one>');
    expect(second.log).toMatch(/ Unarchiving cache\.\.\.\n.* Restored cache \(2 files, /);
    expect((await build(name, 'three')).found).toBe('<two> <two>');
    expect(await objects()).toEqual([`p${prefixes}/codebuild-cache/project/${name}/0/latest.tar.gz`]);
  });

  it('is an archive as tar reads it, with modes, times and links', async () => {
    freshLocation();
    const make =
      'mkdir -p kept/sub && echo x > kept/sub/run && chmod 750 kept/sub/run && touch -d 2001-02-03T04:05:06Z kept/sub/run && ln -s sub/run kept/link';
    const show = 'test ! -e kept || (cd kept && find . -mindepth 1 -printf "%p %y %m %TY-%Tm %l;")';
    const name = await project('cache: {paths: [kept]}', {}, [show, make]);
    await build(name, '');
    expect((await build(name, '')).log).toMatch(/\.\/link l 777 .* sub\/run;/);
    expect((await build(name, '')).log).toContain('./sub/run f 750 2001-02 ;');
    const [Key = ''] = await objects();
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'cache-bucket', Key }));
    const file = join(scratch, 'cache.tar.gz');
    await writeFile(file, Buffer.from((await Body?.transformToByteArray()) ?? []));
    const { stdout } = await run('tar', ['-tzf', file]);
    expect(stdout.split('\n').filter(Boolean).sort()).toEqual([
      'src/kept/',
      'src/kept/link',
      'src/kept/sub/',
      'src/kept/sub/run',
    ]);
  });

  it('is saved only by builds that succeed', async () => {
    freshLocation();
    const name = await project(`cache: {${PATHS}}`, {}, [...COMMANDS, 'false']);
    const { log, build: failed } = await build(name, 'one');
    expect(failed.buildStatus).toBe('FAILED');
    expect(log).toContain(' Skip cache upload due to: the build has failed\n');
    expect(await objects()).toEqual([]);
  });

  it('keeps what package managers download when the buildspec names nothing', async () => {
    freshLocation();
    const npm = ['ls ~/.npm/_cacache || true', 'mkdir -p ~/.npm/_cacache && echo x > ~/.npm/_cacache/tarball'];
    const name = await project('', {}, npm);
    expect((await build(name, '')).log).toContain(' Cache is not defined in the buildspec\n');
    const { log } = await build(name, '');
    expect(log).toContain('\ntarball\n');
    expect(log).not.toContain('Skipping invalid cache path');
  });
});

describe('an S3 cache with a key', () => {
  it('is never changed: whoever asks for the key gets what was saved first', async () => {
    freshLocation();
    const name = await project(`cache: {key: fixed, ${PATHS}}`);
    await build(name, 'one');
    const second = await build(name, 'two');
    expect(second.found).toBe('<one> <one>');
    expect(second.log).toContain(' Restored cache with the key fixed (2 files, ');
    expect(second.log).toContain(
      ' Skip cache upload due to: a cache with the key fixed exists, and caches with keys are never changed\n',
    );
    expect((await build(name, 'three')).found).toBe('<one> <one>');
  });

  it('is not changed by the slower one of two builds either', async () => {
    freshLocation();
    const name = await project(`cache: {key: fixed, ${PATHS}}`, {}, ['sleep 1', ...COMMANDS]);
    const both = await Promise.all([build(name, 'one'), build(name, 'two')]);
    expect(both.map(({ found }) => found)).toEqual(['<> <>', '<> <>']);
    expect(both.filter(({ log }) => log.includes('Skip cache upload due to: a cache with the key'))).toHaveLength(1);
    expect(both.filter(({ log }) => log.includes('Saved cache with the key fixed'))).toHaveLength(1);
    expect(await objects()).toHaveLength(1);
  });

  it('has its key from the shell: variables, and the hash of files', async () => {
    freshLocation();
    await s3.send(
      new PutObjectCommand({ Bucket: 'cache-bucket', Key: `lock-${prefixes}/package-lock.json`, Body: '{}' }),
    );
    const buildspec = spec(
      { build: COMMANDS },
      `cache: {key: "$NAME-$(codebuild-hash-files package-lock.json)", ${PATHS}}`,
    );
    const source = { type: 'S3', location: `cache-bucket/lock-${prefixes}/`, buildspec } as const;
    const name = await project('', { source });
    const { log } = await build(name, 'one', { NAME: 'npm' });
    expect(log).toMatch(/ Saved cache with the key npm-[0-9a-f]{64} \(/);
    expect((await build(name, 'two', { NAME: 'npm' })).found).toBe('<one> <one>');
    expect((await build(name, 'two', { NAME: 'other' })).found).toBe('<> <>');
    await s3.send(
      new PutObjectCommand({ Bucket: 'cache-bucket', Key: `lock-${prefixes}/package-lock.json`, Body: '[]' }),
    );
    expect((await build(name, 'two', { NAME: 'npm' })).found).toBe('<> <>');
  });

  it('falls back to the newest cache whose key begins with a fallback key, in their order, and is saved under its own', async () => {
    freshLocation();
    const name = await project(`cache: {key: "a-$K", fallback-keys: [b-, "a-$F", a-], ${PATHS}}`);
    await build(name, 'old', { K: 'x1', F: 'x' });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await build(name, 'new', { K: 'x2', F: 'none' });
    const missed = await build(name, 'newest', { K: 'y1', F: 'x' });
    expect(missed.found).toBe('<new> <new>');
    expect(missed.log).toContain(' Restored cache with the key a-x2 (');
    expect(missed.log).toContain(' Saved cache with the key a-y1 (');
    expect((await build(name, '', { K: 'y1', F: 'x' })).found).toBe('<newest> <newest>');
    expect((await build(name, '', { K: 'z', F: 'x1' })).found).toBe('<old> <old>');
  });

  it('does not meet caches of other paths', async () => {
    freshLocation();
    const paths = [PATHS, 'paths: ["/root/.tool/**/*", "kept/**/*"]', 'paths: ["kept/**/*"]'];
    const [name = '', turned = '', fewer = ''] = await Promise.all(
      paths.map((text) =>
        project(`cache: {key: same, ${text}}`, { cache: { type: 'S3', location: location(), cacheNamespace: 'n' } }),
      ),
    );
    await build(name, 'one');
    expect((await build(turned, 'two')).found).toBe('<one> <one>');
    expect((await build(fewer, 'three')).found).toBe('<> <>');
  });

  it('belongs to its project, or to all projects of a namespace', async () => {
    freshLocation();
    const spaces = [undefined, 'teams/web', 'teams/web', 'other', undefined];
    const names = await Promise.all(
      spaces.map((cacheNamespace) =>
        project(`cache: {key: same, ${PATHS}}`, { cache: { type: 'S3', location: location(), cacheNamespace } }),
      ),
    );
    const found: (string | undefined)[] = [];
    for (const [index, name] of names.entries()) found.push((await build(name, `by ${index}`)).found);
    expect(found).toEqual(['<> <>', '<> <>', '<by 1> <by 1>', '<> <>', '<> <>']);
  });

  it('may be only restored, or only saved', async () => {
    freshLocation();
    const cache = { type: 'S3', location: location(), cacheNamespace: 'n' } as const;
    const restoring = await project(`cache: {key: same, action: restore, ${PATHS}}`, { cache });
    const saving = await project(`cache: {key: same, action: save, ${PATHS}}`, { cache });
    expect((await build(restoring, 'no')).log).not.toContain('Saved');
    expect((await build(saving, 'yes')).log).toContain('Saved cache with the key same (');
    const again = await build(saving, 'again');
    expect(again.found).toBe('<> <>');
    expect(again.log).toContain('Skip cache upload due to: a cache with the key same exists');
    expect((await build(restoring, 'no')).found).toBe('<yes> <yes>');
  });

  it('is none when the shell makes nothing of the key', async () => {
    freshLocation();
    const { log, build: done } = await build(await project(`cache: {key: "$(exit 3)", ${PATHS}}`), 'x');
    expect(done.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain(' Skip cache due to: the shell made nothing of the key $(exit 3)\n');
    expect(await objects()).toEqual([]);
  });
});

describe('InvalidateProjectCache', () => {
  it('makes the next build start cold, and removes what was saved', async () => {
    freshLocation();
    const name = await project(`cache: {key: fixed, fallback-keys: [f], ${PATHS}}`);
    await build(name, 'one');
    await yard.client(CodeBuildClient).send(new InvalidateProjectCacheCommand({ projectName: name }));
    const cold = await build(name, 'two');
    expect(cold.found).toBe('<> <>');
    expect(cold.log).toContain('Saved cache with the key fixed (');
    expect((await build(name, 'three')).found).toBe('<two> <two>');
    await expect.poll(objects).toEqual([expect.stringContaining(`/project/${name}/1/`)]);
  });

  it('while a build runs keeps that one from saving', async () => {
    freshLocation();
    const name = await project(`cache: {${PATHS}}`, {}, ['sleep 1', ...COMMANDS]);
    const id = await lab.start(name);
    await lab.until(id, ({ currentPhase }) => currentPhase === 'BUILD');
    await yard.client(CodeBuildClient).send(new InvalidateProjectCacheCommand({ projectName: name }));
    const { log } = await lab.finish(id);
    expect(log).toContain(' Skip cache upload due to: the cache was invalidated while the build ran\n');
    expect(await objects()).toEqual([]);
  });
});

describe('a problem with a cache', () => {
  it('never fails a build: no bucket', async () => {
    const cache = { type: 'S3', location: 'no-such-bucket/x' } as const;
    const { log, build: done } = await build(
      await project(`cache: {key: k, fallback-keys: [f], ${PATHS}}`, { cache }),
      'x',
    );
    expect(done.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain(' Unable to download cache: NoSuchBucket: ');
    expect(log).toContain(' Unable to upload cache: NoSuchBucket: ');
  });

  it('never fails a build: paths with nothing, outside of what can be kept, or through links', async () => {
    freshLocation();
    const paths = 'paths: [absent, "../up", "/opt/machine/**/*", "way/**/*", kept]';
    const { log, build: done } = await build(
      await project(`cache: {${paths}}`, {}, ['ln -s /etc way', ...COMMANDS]),
      'x',
    );
    expect(done.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain(' Skipping invalid cache path absent\n');
    expect(log).toContain(' Skipping invalid cache path ../up: it is no place that builds can keep\n');
    expect(log).toContain(
      ' Skipping invalid cache path /opt/machine/**/*: it is a place of the machine itself, which builds share\n',
    );
    expect(log).toContain(' Skipping invalid cache path way/**/*: it leads through a link\n');
    expect(log).toContain(' Saved cache (1 files, ');
  });

  it('never fails a build: an archive that is none', async () => {
    freshLocation();
    const name = await project(`cache: {${PATHS}}`);
    await build(name, 'one');
    const [Key = ''] = await objects();
    await s3.send(
      new PutObjectCommand({ Bucket: 'cache-bucket', Key, Body: 'no archive at all, but long enough to be looked at' }),
    );
    const { log, found } = await build(name, 'two');
    expect(log).toContain(' Unable to download cache: it is no archive that was made here, or it is damaged\n');
    expect(found).toBe('<> <>');
    expect((await build(name, 'three')).found).toBe('<two> <two>');
  });

  it('is no way into a build: only what the cache paths name comes out of an archive', async () => {
    freshLocation();
    const cache = { type: 'S3', location: location(), cacheNamespace: 'n' } as const;
    const wide = await project('cache: {paths: [kept, planted, /root/.profile]}', { cache }, [
      ...COMMANDS,
      'echo x > planted; echo x > ~/.profile',
    ]);
    await build(wide, 'one');
    const narrow = await project('cache: {paths: [kept]}', { cache }, [...COMMANDS, 'ls planted ~/.profile || true']);
    const { log, found } = await build(narrow, 'two');
    expect(found).toBe('<one> <>');
    expect(log).toContain(' Skipping cache entry: path "src/planted" is not within allowed cache paths\n');
    expect(log).toContain(' Skipping cache entry: path "home/.profile" is not within allowed cache paths\n');
    expect(log).not.toMatch(/^planted$/m);
  });
});

it('a restart of the server in the middle changes nothing about a cache', async () => {
  freshLocation();
  const name = await project(`cache: {key: "k-$(sleep 0.5; echo 1)", ${PATHS}}`, {}, ['sleep 1', ...COMMANDS]);
  const id = await lab.start(name);
  for (let round = 0; round < 4; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 350));
    await yard.restart();
  }
  expect((await lab.finish(id)).log).toContain('Saved cache with the key k-1 (');
  expect((await build(name, 'x')).log).toContain('Restored cache with the key k-1 (');
});

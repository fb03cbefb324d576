import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CodeBuildClient,
  type CreateProjectCommandInput,
  DeleteProjectCommand,
  InvalidateProjectCacheCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../../testing/start-yard.ts';
import { type BuildLab, buildLab, spec } from '../../testing/build-lab.ts';

const run = promisify(execFile);

let yard: Yard;
let lab: BuildLab;
let scratch: string;
let repository: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'codeyard-local-caches-'));
  repository = join(scratch, 'web-app.git');
  yard = await startYard({ config: { sources: [`myorg/web-app=${repository}`] } });
  lab = buildLab(yard);
});
afterAll(async () => {
  await yard.stop();
  await rm(scratch, { recursive: true });
});

const CUSTOM = { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] } as const;
const project = (commands: readonly string[], cache: string, change: Partial<CreateProjectCommandInput> = {}) =>
  lab.project('', {
    source: { type: 'NO_SOURCE', buildspec: spec({ build: commands }, cache) },
    cache: { ...CUSTOM, modes: [...CUSTOM.modes] },
    ...change,
  });
const finish = async (name: string) => await lab.finish(await lab.start(name));
const slots = (name: string, generation = 0) =>
  readdir(join(yard.dataFolder, 'caches', name, String(generation), 'custom')).catch(() => []);

describe('LOCAL_CUSTOM_CACHE', () => {
  const COUNT = ['echo x >> kept/deep/runs', 'echo x >> ~/.tool/runs', 'wc -l < kept/deep/runs; wc -l < ~/.tool/runs'];
  const PATHS = 'cache: {paths: ["kept/deep/**/*", "/root/.tool/"]}';

  it('links directories that outlive the build, also of one that failed', async () => {
    const name = await project([...COUNT, 'false'], PATHS);
    const first = await finish(name);
    expect(first.log).toMatch(/ Symlinking: kept\/deep => \/.*\/local-cache\/[0-9a-f]{32}\n/);
    expect(first.log).toContain('\n1\n1\n');
    expect((await finish(name)).log).toContain('\n2\n2\n');
    await yard.restart();
    expect((await finish(name)).log).toContain('\n3\n3\n');
  });

  it('has its paths from the shell, too, and keeps only directories', async () => {
    const name = await project(
      ['echo x >> "$HOME/.other/runs" && wc -l < "$HOME/.other/runs"'],
      'cache: {paths: ["$HOME/.other", "files/*.txt"]}',
    );
    const { log } = await finish(name);
    expect(log).toContain(
      ' Unable to initialize cache download: only directories can be cached locally: files/*.txt\n',
    );
    expect(log).toContain('\n1\n');
    expect((await finish(name)).log).toContain('\n2\n');
  });

  it('takes the place of a directory of the source, as on AWS', async () => {
    await makeRepository({
      'kept/of-source': 'x',
      'buildspec.yml': spec({ build: ['ls kept; echo y > kept/of-cache'] }, 'cache: {paths: [kept]}'),
    });
    const name = await lab.project('', {
      source: { type: 'GITHUB', location: 'https://github.com/myorg/web-app' },
      cache: { ...CUSTOM, modes: [...CUSTOM.modes] },
    });
    expect((await finish(name)).log).not.toContain('of-source\n');
    expect((await finish(name)).log).toMatch(/^of-cache$/m);
  });

  it('does not follow links of the source', async () => {
    const outside = join(scratch, 'outside');
    await mkdir(join(outside, 'kept'), { recursive: true });
    await makeRepository({ 'buildspec.yml': spec({ build: ['true'] }, 'cache: {paths: [way/kept]}') }, [
      `${outside}`,
      'way',
    ]);
    const name = await lab.project('', {
      source: { type: 'GITHUB', location: 'https://github.com/myorg/web-app' },
      cache: { ...CUSTOM, modes: [...CUSTOM.modes] },
    });
    const { log, build } = await finish(name);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain(' Unable to link cache: way/kept leads through something that is no directory\n');
    expect(await readdir(outside)).toEqual(['kept']);
  });

  it('is there for one build at a time: builds at once have one each', async () => {
    const name = await project(
      ['ls kept; touch kept/$CODEBUILD_BUILD_NUMBER; sleep 1; ls kept | wc -l'],
      'cache: {paths: [kept]}',
    );
    const both = await Promise.all([finish(name), finish(name)]);
    for (const { log } of both) expect(log).toContain('\n1\n');
    await expect.poll(() => slots(name)).toHaveLength(2);
    expect((await finish(name)).log).toContain('\n2\n');
    await expect.poll(() => slots(name)).toHaveLength(2);
  });

  it('goes with InvalidateProjectCache and with its project', async () => {
    const name = await project(COUNT, PATHS);
    await finish(name);
    const codebuild = yard.client(CodeBuildClient);
    await codebuild.send(new InvalidateProjectCacheCommand({ projectName: name }));
    expect((await finish(name)).log).toContain('\n1\n1\n');
    await expect.poll(() => slots(name, 0)).toEqual([]);
    await expect.poll(() => slots(name, 1)).toHaveLength(1);
    await codebuild.send(new DeleteProjectCommand({ name }));
    await expect.poll(() => slots(name, 1)).toEqual([]);
  });

  it('is asked for by its mode', async () => {
    const name = await project(['true'], PATHS, { cache: { type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE'] } });
    expect((await finish(name)).log).toContain(
      ' Skip cache due to: LOCAL_CUSTOM_CACHE is not among the modes of the local cache\n',
    );
  });
});

describe('LOCAL_DOCKER_LAYER_CACHE', () => {
  it.each([
    [true, 'Docker layers are cached by the engine that builds share'],
    [false, 'Skip Docker layer cache due to: it requires privileged mode'],
  ])('with privileged mode %s: the log says what becomes of layers', async (privilegedMode, line) => {
    const environment = {
      type: 'LINUX_CONTAINER',
      image: 'x',
      computeType: 'BUILD_GENERAL1_SMALL',
      privilegedMode,
    } as const;
    const name = await project(['true'], '', {
      cache: { type: 'LOCAL', modes: ['LOCAL_DOCKER_LAYER_CACHE'] },
      environment,
    });
    expect((await finish(name)).log).toContain(` ${line}\n`);
  });
});

describe('LOCAL_SOURCE_CACHE', () => {
  it('keeps the history of a repository on this machine, and only what is new is fetched', async () => {
    const buildspec = spec({ build: ['cat word; git log --oneline | wc -l; git rev-parse -q --verify origin/main'] });
    await makeRepository({ 'buildspec.yml': buildspec, word: 'first\n', large: 'x'.repeat(100_000) });
    const name = await lab.project('', {
      source: { type: 'GITHUB', location: 'https://github.com/myorg/web-app', gitCloneDepth: 0 },
      cache: { type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE'] },
    });
    expect((await finish(name)).log).toContain('\nfirst\n1\n');
    const [mirror = ''] = await readdir(join(yard.dataFolder, 'caches', name, '0', 'sources'));
    const has = () =>
      run('git', ['-C', join(yard.dataFolder, 'caches', name, '0', 'sources', mirror), 'log', '--oneline', 'main']);
    expect((await has()).stdout.trim().split('\n')).toHaveLength(1);
    await commit({ word: 'second\n' });
    const { log, build } = await finish(name);
    expect(log).toContain('\nsecond\n2\n');
    expect(log).toContain(`\n${build.resolvedSourceVersion}\n`);
    expect((await has()).stdout.trim().split('\n')).toHaveLength(2);
  });

  it('that is damaged costs nothing but time', async () => {
    await makeRepository({ 'buildspec.yml': spec({ build: ['cat word'] }), word: 'whole\n' });
    const name = await lab.project('', {
      source: { type: 'GITHUB', location: 'https://github.com/myorg/web-app' },
      cache: { type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE'] },
    });
    await finish(name);
    const sources = join(yard.dataFolder, 'caches', name, '0', 'sources');
    const [mirror = ''] = await readdir(sources);
    await rm(join(sources, mirror, 'objects'), { recursive: true });
    await writeFile(join(sources, mirror, 'HEAD'), 'nonsense');
    const { log, build } = await finish(name);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(log).toContain('\nwhole\n');
  });
});

/** A new repository where the old one was. */
async function makeRepository(
  files: Readonly<Record<string, string>>,
  link?: readonly [string, string],
): Promise<void> {
  if (existsSync(repository)) await rename(repository, join(await mkdtemp(join(scratch, 'old-')), 'r'));
  await run('git', ['init', '-q', '--bare', '-b', 'main', repository]);
  await commit(files, link);
}

async function commit(files: Readonly<Record<string, string>>, link?: readonly [string, string]): Promise<void> {
  const folder = await mkdtemp(join(scratch, 'work-'));
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-C', folder, ...args]);
  await run('git', ['clone', '-q', repository, folder]);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  if (link) await run('ln', ['-s', link[0], join(folder, link[1])]);
  await git('add', '.');
  await git('commit', '-qm', 'a change');
  await git('push', '-q', 'origin', 'HEAD:main');
}

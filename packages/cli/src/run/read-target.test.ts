import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UNKNOWN } from '@codeyard/engine/template/template-question';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { readTarget } from './read-target.ts';
import { mapSources, repositoriesOf, repositoryOfProject } from './source-mappings.ts';
import type { PipelineTarget } from './target.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codeyard-target-'));
});

afterEach(() => rm(folder, { recursive: true }));

const pipelineOf = async (path: string): Promise<PipelineTarget> => {
  const target = await readTarget(path);
  if (target.kind !== 'pipeline') throw new Error('that is no pipeline');
  return target;
};

describe('what codeyard run is given', () => {
  it('may be a folder with a template, which is not yet looked into', async () => {
    expect(await readTarget(join(repository, 'examples/web-app'))).toEqual({
      kind: 'template',
      file: join(repository, 'examples/web-app/pipeline.yml'),
      folder: join(repository, 'examples/web-app'),
      text: expect.stringContaining('AWS::CodePipeline::Pipeline'),
    });
  });

  it('may be the JSON of aws codepipeline create-pipeline, as seed 002 prints it', async () => {
    const target = await pipelineOf(join(repository, 'scenarios/seed-002/pipeline.json'));
    expect(target.pipeline.name).toBe('web-app-pipeline');
    expect(target.projects).toMatchObject([{ name: 'web-app-build', source: { type: 'CODEPIPELINE' } }]);
    expect(target.buckets).toEqual([{ name: 'my-pipeline-artifacts-bucket', versioned: false }]);
    expect(target.notices).toEqual([
      'ManualApproval: arn:aws:sns:...:prod-approvals is no topic, so nobody is notified',
      "project web-app-build is not defined here: it runs the source's buildspec.yml",
    ]);
    expect(mapSources(repositoriesOf(target.pipeline), ['myorg/web-app=/srv/app'], '/x')).toEqual({
      mappings: ['myorg/web-app=/srv/app'],
      assumed: [],
    });
    expect(mapSources(repositoriesOf(target.pipeline), [], '/x')).toEqual({
      mappings: ['myorg/web-app=/x'],
      assumed: ['myorg/web-app'],
    });
  });

  it('may be a bare folder with a buildspec', async () => {
    await writeFile(join(folder, 'buildspec.yml'), 'version: 0.2\n');
    expect(await readTarget(folder)).toEqual({ kind: 'build', folder });
  });

  it.each([
    ['nothing-there', undefined, /there is nothing at/],
    ['', undefined, /has neither pipeline.yml/],
    ['buildspec.yml', 'version: 0.2', /is a buildspec: give its folder/],
  ])('is refused with what to do: %s', async (name, text, message) => {
    const path = join(folder, name);
    if (text !== undefined) await writeFile(path, text);
    await expect(readTarget(path)).rejects.toThrow(UserError);
    await expect(readTarget(path)).rejects.toThrow(message);
  });
});

describe('mapping sources', () => {
  const source = (name: string) => ({
    name,
    actionTypeId: { category: 'Source' as const, owner: 'AWS' as const, provider: 'CodeCommit', version: '1' },
    configuration: { RepositoryName: name },
  });

  it('knows the repositories of a pipeline and of a project', () => {
    const stages = [{ name: 'S', actions: [source('a'), source('b')] }];
    expect(repositoriesOf({ name: 'p', roleArn: '', stages })).toEqual(['a', 'b']);
    const location = 'https://github.com/a/b.git';
    expect(repositoryOfProject({ source: { type: 'GITHUB', location } })).toEqual([location]);
    expect(repositoryOfProject({ source: { type: 'S3', location: 'bucket/key' } })).toEqual([]);
  });

  it('asks where each repository is when there are several', () => {
    expect(() => mapSources(['a', 'b'], [], '/x')).toThrow(/--source a=FOLDER --source b=FOLDER/);
    expect(mapSources(['a', 'b'], ['a=/y'], '/x').assumed).toEqual(['b']);
    expect(mapSources(['a', 'b'], ['*=/y'], '/x').assumed).toEqual([]);
  });

  it('takes one whose name only the stack tells for any', () => {
    expect(mapSources([`${UNKNOWN}-repo`], [], '/x')).toEqual({ mappings: ['*=/x'], assumed: ['*'] });
  });

  it('makes folders absolute and leaves URLs alone', () => {
    const { mappings } = mapSources(['a', 'b'], ['a=.', 'b=https://git.example/b.git'], '/x');
    expect(mappings).toEqual([`a=${process.cwd()}`, 'b=https://git.example/b.git']);
    expect(() => mapSources(['a'], ['nonsense'], '/x')).toThrow(/REMOTE=FOLDER/);
  });
});

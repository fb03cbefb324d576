import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { readTarget } from './read-target.ts';
import { mapSources } from './source-mappings.ts';
import type { PipelineTarget } from './target.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const options = { account: '123456789012', region: 'us-east-1', parameters: {} };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codeyard-target-'));
});

afterEach(() => rm(folder, { recursive: true }));

const pipelineOf = async (path: string, given = options): Promise<PipelineTarget> => {
  const target = await readTarget(path, given);
  if (target.kind !== 'pipeline') throw new Error('that is no pipeline');
  return target;
};

describe('what codeyard run is given', () => {
  it('may be a folder with a template: everything the pipeline needs is made', async () => {
    const target = await pipelineOf(join(repository, 'examples/web-app'));
    expect(target.pipeline).toMatchObject({
      name: 'web-app',
      pipelineType: 'V2',
      roleArn: 'arn:aws:iam::123456789012:role/pipeline-Role',
      artifactStore: { type: 'S3', location: 'pipeline-artifactstore-123456789012-us-east-1' },
    });
    expect(target.pipeline.stages?.map((stage) => stage.name)).toEqual(['Source', 'Build', 'Approve', 'Deploy']);
    expect(target.pipeline.stages?.[0]?.actions?.[0]?.configuration).toMatchObject({
      FullRepositoryId: 'myorg/web-app',
    });
    expect(target.projects).toMatchObject([
      {
        name: 'pipeline-BuildProject',
        source: { type: 'CODEPIPELINE' },
        environment: { computeType: 'BUILD_GENERAL1_SMALL' },
      },
    ]);
    expect(target.buckets.map(({ name }) => name)).toEqual([
      'pipeline-artifactstore-123456789012-us-east-1',
      'pipeline-website-123456789012-us-east-1',
    ]);
    expect(target.notices).toEqual([]);
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
    expect(mapSources(target.pipeline, ['myorg/web-app=/srv/app'], '/x')).toEqual({
      mappings: ['myorg/web-app=/srv/app'],
      assumed: [],
    });
    expect(mapSources(target.pipeline, [], '/x')).toEqual({
      mappings: ['myorg/web-app=/x'],
      assumed: ['myorg/web-app'],
    });
  });

  it('may be a bare folder with a buildspec', async () => {
    await writeFile(join(folder, 'buildspec.yml'), 'version: 0.2\n');
    expect(await readTarget(folder, options)).toEqual({ kind: 'build', folder });
  });

  it('takes values for parameters', async () => {
    const target = await pipelineOf(join(repository, 'examples/web-app'), {
      ...options,
      parameters: { Repository: 'a/b' } as never,
    });
    expect(target.pipeline.stages?.[0]?.actions?.[0]?.configuration?.FullRepositoryId).toBe('a/b');
  });

  it.each([
    ['nothing-there', undefined, /there is nothing at/],
    ['', undefined, /has neither pipeline.yml/],
    ['broken.yml', 'Resources: {', /broken.yml is neither/],
    ['none.yml', 'Resources:\n  B: { Type: AWS::S3::Bucket }\n', /holds 0 pipelines/],
    [
      'needs.yml',
      'Parameters: { P: { Type: String } }\nResources:\n  L: { Type: AWS::CodePipeline::Pipeline, Properties: { Name: !Ref P } }\n',
      /\[P\] must have values \(give them with --parameter NAME=VALUE\)/,
    ],
    ['buildspec.yml', 'version: 0.2', /is a buildspec: give its folder/],
  ])('is refused with what to do: %s', async (name, text, message) => {
    const path = join(folder, name);
    if (text !== undefined) await writeFile(path, text);
    await expect(readTarget(path, options)).rejects.toThrow(UserError);
    await expect(readTarget(path, options)).rejects.toThrow(message);
  });
});

describe('mapping sources', () => {
  const source = (repositoryName: string) => ({
    name: repositoryName,
    actionTypeId: { category: 'Source' as const, owner: 'AWS' as const, provider: 'CodeCommit', version: '1' },
    configuration: { RepositoryName: repositoryName },
  });
  const pipeline = { name: 'p', roleArn: '', stages: [{ name: 'S', actions: [source('a'), source('b')] }] };

  it('asks where each repository is when there are several', () => {
    expect(() => mapSources(pipeline, [], '/x')).toThrow(/--source a=FOLDER --source b=FOLDER/);
    expect(mapSources(pipeline, ['a=/y'], '/x').assumed).toEqual(['b']);
    expect(mapSources(pipeline, ['*=/y'], '/x').assumed).toEqual([]);
  });

  it('makes folders absolute and leaves URLs alone', () => {
    const { mappings } = mapSources(pipeline, ['a=.', 'b=https://git.example/b.git'], '/x');
    expect(mappings).toEqual([`a=${process.cwd()}`, 'b=https://git.example/b.git']);
    expect(() => mapSources(pipeline, ['nonsense'], '/x')).toThrow(/REMOTE=FOLDER/);
  });
});

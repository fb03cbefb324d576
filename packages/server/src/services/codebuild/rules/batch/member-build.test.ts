import { describe, expect, it } from 'vitest';
import type { Artifacts, Source } from '../definition.ts';
import type { Overrides } from '../new-build.ts';
import type { Batch } from './batch.ts';
import { findBatchProblem } from './check-batch.ts';
import { memberBuild } from './member-build.ts';
import { type BatchPlay, playing, task } from './testing/play-batch.ts';

const COMMIT = 'c0ffee'.padEnd(40, '0');
const home = { account: '123456789012' };

function member(play: BatchPlay, identifier: string, change: Partial<Batch> = {}, common: Overrides = {}) {
  return memberBuild(home, { batch: { ...play.batch, ...change }, group: play.group(identifier), common });
}

function withDefinition(
  play: BatchPlay,
  change: { source?: Source; sourceVersion?: string; artifacts?: Artifacts; secondaryArtifacts?: Artifacts[] },
) {
  return { definition: { ...play.batch.definition, ...change } };
}

describe('the variables of a build of a batch', () => {
  it('are the task’s over the project’s, and those of the start over both', () => {
    const play = playing([task('a', { env: { variables: { TASK: 't', BOTH: 't' } } })]);
    const common = { environmentVariablesOverride: [{ name: 'BOTH', value: 's' }] };
    const { definition, overrides } = member(play, 'a', {}, common);
    const values = definition.environment.environmentVariables?.map(({ name, value }) => `${name}=${value}`);
    expect(values).toEqual(['TASK=t', 'BOTH=s']);
    expect(overrides.environmentVariablesOverride).toHaveLength(2);
  });
});

describe('the source of a build of a batch', () => {
  const github: Source = { type: 'GITHUB', location: 'https://github.com/a/b' };
  it.each([
    [github, undefined, COMMIT],
    [github, 'main', `main^{${COMMIT}}`],
    [github, 'pr/7', `pr/7^{${COMMIT}}`],
    [github, `pr/7^{${COMMIT}}`, `pr/7^{${COMMIT}}`],
    [github, 'f'.repeat(40), COMMIT],
    [{ type: 'S3', location: 'b/k.zip' } as Source, 'v1', 'v1'],
    [{ type: 'CODEPIPELINE' } as Source, 'arn:aws:s3:::b/k', 'arn:aws:s3:::b/k'],
  ])('%j at %s is taken at %s', (source, sourceVersion, expected) => {
    const play = playing([task('a')]);
    const version = sourceVersion === undefined ? {} : { sourceVersion };
    const change = { ...withDefinition(play, { source, ...version }), resolvedSourceVersion: COMMIT };
    expect(member(play, 'a', change).definition.sourceVersion).toBe(expected);
  });
});

describe('the outputs of a pipeline', () => {
  it('belong to the build with the longest name that fits', () => {
    const play = playing([task('a'), task('a_b'), task('c')]);
    const outputs = ['a', 'a_x', 'a_b', 'a_b_x'].map((artifactIdentifier): Artifacts => {
      return { type: 'CODEPIPELINE', location: `arn:aws:s3:::b/${artifactIdentifier}`, artifactIdentifier };
    });
    const change = withDefinition(play, { artifacts: { type: 'CODEPIPELINE' }, secondaryArtifacts: outputs });
    const placesOf = (identifier: string) => {
      const { artifacts, secondaryArtifacts = [] } = member(play, identifier, change).definition;
      return [artifacts.location, ...secondaryArtifacts.map((set) => `${set.artifactIdentifier} ${set.location}`)];
    };
    expect(placesOf('a')).toEqual(['arn:aws:s3:::b/a', 'x arn:aws:s3:::b/a_x']);
    expect(placesOf('a_b')).toEqual(['arn:aws:s3:::b/a_b', 'x arn:aws:s3:::b/a_b_x']);
    expect(placesOf('c')).toEqual([undefined]);
    expect(placesOf('DOWNLOAD_SOURCE')).toEqual([undefined]);
  });
});

describe('restrictions', () => {
  const spec = (...tasks: ReturnType<typeof task>[]) => ({ fastFail: false, tasks });
  const { definition } = playing([task('a')]).batch;
  const fleet = 'arn:aws:codebuild:us-east-1:123456789012:fleet/ours:0a-1b';
  it.each([
    [
      'the project’s own compute type counts',
      task('a'),
      { computeTypesAllowed: ['BUILD_GENERAL1_LARGE'] },
      /BUILD_GENERAL1_SMALL/,
    ],
    [
      'an allowed compute type passes',
      task('a', { env: { computeType: 'BUILD_GENERAL1_LARGE', variables: {} } }),
      { computeTypesAllowed: ['BUILD_GENERAL1_LARGE'] },
      undefined,
    ],
    ['no list allows everything', task('a'), { computeTypesAllowed: [] }, undefined],
    [
      'a fleet is known by name and by ARN',
      task('a', { env: { fleet: 'ours', variables: {} } }),
      { fleetsAllowed: [fleet] },
      undefined,
    ],
    [
      'a fleet has no compute type',
      task('a', { env: { fleet, variables: {} } }),
      { fleetsAllowed: ['ours'], computeTypesAllowed: ['X'] },
      undefined,
    ],
    [
      'another fleet is refused',
      task('a', { env: { fleet: 'theirs', variables: {} } }),
      { fleetsAllowed: [fleet] },
      /theirs/,
    ],
    [
      'an environment type has to exist',
      task('a', { env: { type: 'BSD', variables: {} } }),
      {},
      /unknown environment type BSD/,
    ],
  ])('%s', (_, one, restrictions, problem) => {
    const found = findBatchProblem(spec(one), { definition, config: { restrictions } });
    if (problem) expect(found).toMatch(problem);
    else expect(found).toBeUndefined();
  });

  it('allow a hundred builds when they say nothing', () => {
    const tasks = Array.from({ length: 101 }, (_, index) => task(`t${index}`));
    expect(findBatchProblem(spec(...tasks), { definition, config: {} })).toMatch(/101 builds, at most 100/);
    expect(findBatchProblem(spec(...tasks.slice(1)), { definition, config: {} })).toBeUndefined();
  });
});

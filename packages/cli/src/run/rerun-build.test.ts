import { describe, expect, it } from 'vitest';
import { rerunInput, sourceVersionOf } from './rerun-build.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const OTHER = 'f'.repeat(40);
const GITHUB = { type: 'GITHUB', location: 'https://github.com/acme/shop' } as const;

describe('a build is run again', () => {
  it.each([
    ['the default branch', undefined, COMMIT, COMMIT],
    ['a branch', 'main', COMMIT, `main^{${COMMIT}}`],
    ['a pull request', 'pr/7', COMMIT, `pr/7^{${COMMIT}}`],
    ['a branch that was pinned', `refs/heads/main^{${COMMIT}}`, COMMIT, `refs/heads/main^{${COMMIT}}`],
    ['a commit', OTHER, OTHER, OTHER],
    ['a commit that was never fetched', 'main', undefined, 'main'],
  ])('of %s at the commit it had', (_, sourceVersion, resolvedSourceVersion, expected) => {
    expect(sourceVersionOf({ source: GITHUB, sourceVersion, resolvedSourceVersion })).toBe(expected);
  });

  it('of an object at its version', () => {
    const source = { type: 'S3', location: 'bucket/key.zip' } as const;
    expect(sourceVersionOf({ source, sourceVersion: 'v1', resolvedSourceVersion: undefined })).toBe('v1');
  });

  it('with the buildspec that no name stood for, also where the project names another by now', () => {
    expect(rerunInput({ projectName: 'shop', source: GITHUB })).toMatchObject({ buildspecOverride: 'buildspec.yml' });
    const inline = { type: 'NO_SOURCE', buildspec: '{"version": "0.2"}' } as const;
    expect(rerunInput({ projectName: 'shop', source: inline })).toMatchObject({ buildspecOverride: inline.buildspec });
  });

  it('of a pipeline with its input, and without changing its output', () => {
    const source = { type: 'CODEPIPELINE' } as const;
    const sourceVersion = 'arn:aws:s3:::artifacts/shop/Source/abc';
    const secondarySources = [{ type: 'CODEPIPELINE', location: 'artifacts/more', sourceIdentifier: 'More' } as const];
    const secondaryArtifacts = [{ location: 'arn:aws:s3:::artifacts/shop/Docs/def', artifactIdentifier: 'Docs' }];
    const build = { projectName: 'shop', source, sourceVersion, resolvedSourceVersion: COMMIT };
    const artifacts = { location: 'arn:aws:s3:::artifacts/shop/Output/abc' };
    expect(rerunInput({ ...build, artifacts, secondarySources, secondaryArtifacts })).toMatchObject({
      sourceTypeOverride: 'CODEPIPELINE',
      sourceVersion,
      secondarySourcesOverride: secondarySources,
      artifactsOverride: { type: 'CODEPIPELINE' },
      secondaryArtifactsOverride: [{ type: 'CODEPIPELINE', artifactIdentifier: 'Docs' }],
    });
  });

  it('with nothing that the build did not have', () => {
    expect(rerunInput({ projectName: 'shop' })).toEqual({
      projectName: 'shop',
      buildspecOverride: 'buildspec.yml',
      logsConfigOverride: {},
    });
  });
});

import { describe, expect, it } from 'vitest';
import { isInlineBuildspec, locateBuildspec } from './buildspec-location.ts';
import { findDefinitionProblem, findProjectProblem } from './check-definition.ts';
import { changeDefinition, newDefinition } from './definition.ts';
import { applyOverrides } from './new-build.ts';
import { readS3Source, sourceFolder } from './source-folder.ts';

const home = { account: '123456789012', region: 'eu-west-1' };
const input = {
  name: 'demo',
  source: { type: 'GITHUB', location: 'https://github.com/myorg/web-app' },
  artifacts: { type: 'S3', location: 'my-artifacts-bucket' },
  environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', computeType: 'BUILD_GENERAL1_MEDIUM' },
  serviceRole: 'arn:aws:iam::123456789012:role/codebuild-role',
} as const;
const definition = newDefinition(input, home);

describe('a project’s defaults', () => {
  it('are those that AWS echoes', () => {
    expect(definition).toMatchObject({
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      cache: { type: 'NO_CACHE' },
      encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:alias/aws/s3',
      tags: [],
      badgeEnabled: false,
      source: { insecureSsl: false },
      artifacts: { name: 'demo', namespaceType: 'NONE', packaging: 'NONE', encryptionDisabled: false },
      environment: { privilegedMode: false, imagePullCredentialsType: 'CODEBUILD', environmentVariables: [] },
    });
  });

  it('an update changes only what it carries', () => {
    const project = { name: 'demo', ...home };
    const changed = changeDefinition(
      { ...definition, concurrentBuildLimit: 3 },
      { name: 'demo', description: 'new' },
      project,
    );
    expect(changed).toEqual({ ...definition, concurrentBuildLimit: 3, description: 'new' });
    expect(changeDefinition(changed, { name: 'demo', concurrentBuildLimit: -1 }, project)).not.toHaveProperty(
      'concurrentBuildLimit',
    );
  });

  it('empty lists replace', () => {
    const tagged = { ...definition, tags: [{ key: 'a', value: 'b' }] };
    expect(changeDefinition(tagged, { name: 'demo', tags: [] }, { name: 'demo', ...home }).tags).toEqual([]);
  });
});

describe('what a project may not be', () => {
  const check = (change: Record<string, unknown>) => findDefinitionProblem({ ...definition, ...change });

  it.each<[string, Record<string, unknown>, string | RegExp]>([
    [
      'a pipeline source with other artifacts',
      { source: { type: 'CODEPIPELINE' } },
      'Invalid input: when using CodePipeline both sourceType, and artifactType must be set to: CODEPIPELINE',
    ],
    ['no source and no inline buildspec', { source: { type: 'NO_SOURCE', buildspec: 'buildspec.yml' } }, /inline/],
    ['a repository without a location', { source: { type: 'GITHUB' } }, /location/],
    [
      'a place for artifacts that there are none of',
      { artifacts: { type: 'NO_ARTIFACTS', location: 'x' } },
      'Invalid artifacts: artifact type NO_ARTIFACTS should have null location',
    ],
    ['S3 artifacts without a bucket', { artifacts: { type: 'S3' } }, /location/],
    [
      'encryption switched off without S3',
      { artifacts: { type: 'NO_ARTIFACTS', encryptionDisabled: true } },
      /encryption/,
    ],
    [
      'registry credentials with CodeBuild’s own pull',
      {
        environment: {
          ...definition.environment,
          registryCredential: { credential: 'x', credentialProvider: 'SECRETS_MANAGER' },
        },
      },
      /SERVICE_ROLE/,
    ],
    [
      'a source identifier with a dash',
      { secondarySources: [{ type: 'S3', location: 'a/b.zip', sourceIdentifier: 'a-b' }] },
      'Invalid input: identifier must contain only alphanumeric characters and underscores and be less than 128 characters in length',
    ],
    [
      'two sources of one identifier',
      {
        secondarySources: [
          { type: 'S3', location: 'a/b.zip', sourceIdentifier: 'a' },
          { type: 'S3', location: 'a/c.zip', sourceIdentifier: 'a' },
        ],
      },
      /duplicate/,
    ],
    [
      'a version of a folder in S3',
      { source: { type: 'S3', location: 'a/b/' }, sourceVersion: 'v' },
      /Source version should be empty/,
    ],
    [
      'a status of what has no host',
      { source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\n', reportBuildStatus: true } },
      /reportBuildStatus/,
    ],
    ['a clone depth for S3', { source: { type: 'S3', location: 'a/b.zip', gitCloneDepth: 1 } }, /gitCloneDepth/],
    [
      'a build status for S3',
      { source: { type: 'S3', location: 'a/b.zip', reportBuildStatus: true } },
      /reportBuildStatus/,
    ],
    ['a role that is none', { serviceRole: 'arn:aws:s3:::x' }, 'Invalid service role'],
  ])('%s', (_, change, expected) => {
    expect(check(change)).toMatch(expected);
  });

  it('secondary artifacts of a pipeline, which only its builds have', () => {
    const secondaryArtifacts = [{ type: 'CODEPIPELINE' as const, artifactIdentifier: 'a' }];
    expect(findProjectProblem({ ...definition, secondaryArtifacts })).toMatch(/CODEPIPELINE/);
    expect(check({ secondaryArtifacts })).toBeUndefined();
  });

  it('the projects of the seeds are fine', () => {
    expect(findDefinitionProblem(definition)).toBeUndefined();
  });
});

describe('overrides', () => {
  const override = (overrides: object) =>
    applyOverrides(definition, overrides, { projectName: 'demo', account: home.account });

  it('each replaces its own member and leaves the rest', () => {
    const built = override({ sourceLocationOverride: 'https://github.com/a/b', gitCloneDepthOverride: 3 });
    expect(built.source).toEqual({ ...definition.source, location: 'https://github.com/a/b', gitCloneDepth: 3 });
    expect(built.environment).toEqual(definition.environment);
  });

  it('reach the environment, the limits and the role', () => {
    const built = override({
      imageOverride: 'other',
      computeTypeOverride: 'BUILD_GENERAL1_LARGE',
      privilegedModeOverride: true,
      timeoutInMinutesOverride: 7,
      serviceRoleOverride: 'other-role',
      environmentVariablesOverride: [{ name: 'TAG', value: 'x' }],
    });
    expect(built).toMatchObject({
      timeoutInMinutes: 7,
      serviceRole: 'arn:aws:iam::123456789012:role/other-role',
      environment: {
        image: 'other',
        computeType: 'BUILD_GENERAL1_LARGE',
        privilegedMode: true,
        environmentVariables: [{ name: 'TAG', value: 'x', type: 'PLAINTEXT' }],
      },
    });
  });
});

describe('where a buildspec is', () => {
  it.each([
    ['version: 0.2\nphases: {}', true],
    ['{"version": "0.2", "phases": {}}', true],
    ['version: 0.2', true],
    ['buildspec.yml', false],
    ['ci/version.yml', false],
    ['buildspec.yml\n', false],
    ['', false],
  ])('%j is written in place: %s', (text, expected) => {
    expect(isInlineBuildspec(text)).toBe(expected);
  });

  it('an ARN is an object, nothing is buildspec.yml', () => {
    expect(locateBuildspec('arn:aws:s3:::b/k/spec.yml')).toEqual({ kind: 's3', bucket: 'b', key: 'k/spec.yml' });
    expect(locateBuildspec('')).toEqual({ kind: 'file', path: 'buildspec.yml' });
  });
});

describe('where sources land', () => {
  it.each([
    [{ type: 'GITHUB', location: 'https://github.com/myorg/web-app.git' }, 0, 'github.com/myorg/web-app'],
    [{ type: 'GITLAB', location: 'git@gitlab.com:a/../b' }, 0, 'gitlab.com/a/b'],
    [
      { type: 'CODECOMMIT', location: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/r' },
      0,
      'git-codecommit.eu-west-1.amazonaws.com/v1/repos/r',
    ],
    [{ type: 'CODEPIPELINE' }, 0, 's3/00'],
    [{ type: 'CODEPIPELINE' }, 1, 's3/01'],
    [{ type: 'S3', location: 'b/x.zip' }, 0, ''],
    [{ type: 'NO_SOURCE' }, 0, ''],
  ] as const)('%j is found at %s', (source, index, expected) => {
    expect(sourceFolder(source, { region: 'eu-west-1', index })).toBe(expected);
  });

  it.each([
    ['b/a/x.zip', { bucket: 'b', kind: 'object', key: 'a/x.zip' }],
    ['b/a/', { bucket: 'b', kind: 'prefix', prefix: 'a/' }],
    ['b/', { bucket: 'b', kind: 'prefix', prefix: '' }],
    ['arn:aws:s3:::b/x.zip', { bucket: 'b', kind: 'object', key: 'x.zip' }],
  ])('the S3 source %s is read', (location, expected) => {
    expect(readS3Source(location)).toEqual(expected);
  });
});

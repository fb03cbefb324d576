import type { BuildspecEnv } from '@codeyard/engine/buildspec/buildspec';
import { describe, expect, it } from 'vitest';
import { builtInVariables, chooseVariables, composeEnvironment } from './environment.ts';
import { mergeVariables } from './new-build.ts';

const env = (part: Partial<BuildspecEnv>): BuildspecEnv => ({
  variables: {},
  parameterStore: {},
  secretsManager: {},
  exportedVariables: [],
  gitCredentialHelper: false,
  ...part,
});

describe('which variable wins', () => {
  it('an override replaces value and type in place, and new names follow', () => {
    const merged = mergeVariables(
      [
        { name: 'A', value: '/a', type: 'PARAMETER_STORE' },
        { name: 'B', value: 'b' },
      ],
      [
        { name: 'A', value: '', type: 'PLAINTEXT' },
        { name: 'C', value: 'c' },
      ],
    );
    expect(merged).toEqual([
      { name: 'A', value: '', type: 'PLAINTEXT' },
      { name: 'B', value: 'b' },
      { name: 'C', value: 'c' },
    ]);
  });

  it('a project’s plain variable beats the buildspec’s secret, which is then not fetched', () => {
    const chosen = chooseVariables([{ name: 'KEY', value: 'plain' }], env({ secretsManager: { KEY: 'prod/key' } }));
    expect(chosen).toEqual([{ name: 'KEY', kind: 'PLAINTEXT', value: 'plain' }]);
  });

  it('a buildspec’s secrets beat its own plain variables', () => {
    const chosen = chooseVariables([], env({ variables: { A: '1' }, parameterStore: { A: '/a' } }));
    expect(chosen).toEqual([{ name: 'A', kind: 'PARAMETER_STORE', value: '/a' }]);
  });

  it('a build may change its region, but not who it is', () => {
    const composed = composeEnvironment(
      { AWS_REGION: 'us-east-1', CODEBUILD_BUILD_ID: 'demo:1' },
      { AWS_REGION: 'eu-west-1', CODEBUILD_BUILD_ID: 'other', CODEBUILD_CONFIG_AUTO_DISCOVER: 'false' },
    );
    expect(composed).toEqual({
      AWS_REGION: 'eu-west-1',
      CODEBUILD_BUILD_ID: 'demo:1',
      CODEBUILD_CONFIG_AUTO_DISCOVER: 'false',
    });
  });
});

describe('what a build is told about itself', () => {
  const facts = {
    arn: 'arn',
    id: 'demo:1',
    number: 7,
    image: 'image',
    initiator: 'root',
    encryptionKey: 'key',
    startedAt: 1_700_000_000_123,
    region: 'eu-west-1',
    projectArn: 'project',
    buildUrl: 'url',
    home: '/root',
    sources: [
      { identifier: '', folder: '/src' },
      { identifier: 'lib', folder: '/lib', version: 'main', url: 'https://host/lib' },
    ],
  };

  it('secondary sources have variables of their own', () => {
    const variables = builtInVariables(facts);
    expect(variables).toMatchObject({
      CODEBUILD_SRC_DIR: '/src',
      CODEBUILD_SRC_DIR_lib: '/lib',
      CODEBUILD_SOURCE_VERSION_lib: 'main',
      CODEBUILD_SOURCE_REPO_URL_lib: 'https://host/lib',
    });
  });

  it('what is not known is not set', () => {
    const variables = builtInVariables(facts);
    expect(variables).not.toHaveProperty('CODEBUILD_RESOLVED_SOURCE_VERSION');
    expect(variables).not.toHaveProperty('CODEBUILD_LOG_PATH');
  });

  it('numbers and times are text', () => {
    expect(builtInVariables(facts)).toMatchObject({
      CODEBUILD_BUILD_NUMBER: '7',
      CODEBUILD_START_TIME: '1700000000123',
    });
  });
});

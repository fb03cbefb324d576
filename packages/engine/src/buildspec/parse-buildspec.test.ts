import { describe, expect, test } from 'vitest';
import type { Buildspec, BuildspecProblem } from './buildspec.ts';
import { accepted, inBuild } from './testing/parsed.ts';

const FULL = `version: 0.2
run-as: builder
env:
  shell: bash
  variables:
    A: "1"
    VERSION: 3.10
    MODE: 010
    BIG: 1e3
    SWITCH: on
    EMPTY:
    QUOTED: ""
    PATH: $PATH:/x
  parameter-store:
    P: /app/p
  secrets-manager:
    S: prod/db:password::v1
  exported-variables:
    - A
    - B
  git-credential-helper: yes
proxy:
  upload-artifacts: no
  logs: "yes"
batch:
  fast-fail: false
  build-list:
    - identifier: one
      env: {variables: {N: 010}}
phases:
  post_build:
    commands: [echo post]
  install:
    run-as: root
    on-failure: RETRY-2-timed out
    runtime-versions:
      python: 3.10
      nodejs: 18.x
    commands:
      - npm ci
    finally:
      - echo done
  build:
    on-failure: abort
    commands:
      - |
        one
        two
      - >-
        folded
        text
      - 'it''s: quoted'
      - ""
reports:
  unit:
    files: ['**/*.xml']
    base-directory: out
    discard-paths: true
    file-format: JUNITXML
artifacts:
  files: '**/*'
  name: app-$(date +%F)
  base-directory: dist
  exclude-paths: ['**/*.map']
  discard-paths: yes
  enable-symlinks: "Yes"
  s3-prefix: pre
  secondary-artifacts:
    docs:
      files: [site/**]
      discard-paths: no
cache:
  key: npm-$(codebuild-hash-files package-lock.json)
  fallback-keys: [npm-]
  action: save
  paths: [node_modules/**/*]
`;

const COMPLETE: Buildspec = {
  version: '0.2',
  runAs: 'builder',
  env: {
    shell: 'bash',
    variables: {
      A: '1',
      VERSION: '3.10',
      MODE: '010',
      BIG: '1e3',
      SWITCH: 'on',
      EMPTY: '',
      QUOTED: '',
      PATH: '$PATH:/x',
    },
    parameterStore: { P: '/app/p' },
    secretsManager: { S: 'prod/db:password::v1' },
    exportedVariables: ['A', 'B'],
    gitCredentialHelper: true,
  },
  proxy: { uploadArtifacts: false, logs: true },
  batch: {
    ok: true,
    spec: {
      fastFail: false,
      tasks: [
        {
          identifier: 'one',
          dependsOn: [],
          ignoreFailure: false,
          debugSession: false,
          env: { variables: { N: '010' } },
        },
      ],
    },
  },
  phases: [
    {
      name: 'install',
      runAs: 'root',
      onFailure: { action: 'RETRY', count: 2, pattern: 'timed out' },
      runtimeVersions: { python: '3.10', nodejs: '18.x' },
      commands: ['npm ci'],
      finally: ['echo done'],
    },
    {
      name: 'build',
      onFailure: { action: 'ABORT' },
      runtimeVersions: {},
      commands: ['one\ntwo\n', 'folded text', "it's: quoted", ''],
      finally: [],
    },
    { name: 'post_build', runtimeVersions: {}, commands: ['echo post'], finally: [] },
  ],
  reports: { unit: { files: ['**/*.xml'], baseDirectory: 'out', discardPaths: true, fileFormat: 'JUNITXML' } },
  artifacts: {
    files: ['**/*'],
    name: 'app-$(date +%F)',
    baseDirectory: 'dist',
    excludePaths: ['**/*.map'],
    discardPaths: true,
    enableSymlinks: true,
    s3Prefix: 'pre',
    secondary: { docs: { files: ['site/**'], excludePaths: [], discardPaths: false, enableSymlinks: false } },
  },
  cache: {
    key: 'npm-$(codebuild-hash-files package-lock.json)',
    fallbackKeys: ['npm-'],
    action: 'save',
    paths: ['node_modules/**/*'],
  },
};

describe('a buildspec', () => {
  test('is read whole, every scalar as it is written', () => {
    expect(accepted(FULL)).toEqual({ ...COMPLETE, warnings: [] });
  });

  test('is the same with CRLF line ends and a byte order mark', () => {
    expect(accepted(`\uFEFF${FULL.replaceAll('\n', '\r\n')}`)).toEqual({ ...COMPLETE, warnings: [] });
  });

  test('may be JSON, as the CDK writes it, also indented with tabs', () => {
    const spec = { version: '0.2', phases: { build: { commands: ['echo "a: b"', 'x\ty\n'] } } };
    for (const text of [JSON.stringify(spec), JSON.stringify(spec, undefined, '\t')]) {
      expect(accepted(text).phases[0]?.commands).toEqual(['echo "a: b"', 'x\ty\n']);
    }
  });

  test('may use anchors, aliases and merge keys', () => {
    const text = `version: 0.2
phases:
  pre_build: &p
    on-failure: CONTINUE
    commands: &c [echo x]
  build:
    commands: *c
  post_build:
    <<: *p
    run-as: me
`;
    expect(accepted(text).phases).toMatchObject([
      { commands: ['echo x'] },
      { commands: ['echo x'] },
      { commands: ['echo x'], runAs: 'me', onFailure: { action: 'CONTINUE' } },
    ]);
  });

  test('of version 0.1 has its variables elsewhere', () => {
    const text =
      'version: 0.1\nenvironment_variables:\n  plaintext:\n    K: 010\nphases:\n  build:\n    commands: [x]\n';
    expect(accepted(text)).toMatchObject({ version: '0.1', env: { variables: { K: '010' } }, warnings: [] });
    const [warning] = accepted(text.replace('0.1', '0.2')).warnings;
    expect(warning).toMatchObject({ message: 'The key environment_variables is ignored in version 0.2', line: 2 });
  });

  test.each(['0.2', '"0.2"', "'0.2'", '0.20', ' 0.2 # latest'])('may say version: %s', (version) => {
    expect(accepted(`version: ${version}\nphases: {build: {commands: [x]}}`).version).toBe('0.2');
  });

  test.each([
    ...['yes', 'Yes', 'YES', 'true', 'True', '"yes"', "'true'", 'on', 'y'].map((word) => [word, true] as const),
    ...['no', 'No', 'false', '"no"', 'off', 'n', '""', ''].map((word) => [word, false] as const),
  ])('takes %j for %j', (word, flag) => {
    const text = `version: 0.2\nphases: {build: {commands: [x]}}\nartifacts:\n  files: [a]\n  discard-paths: ${word}\n`;
    expect(accepted(text).artifacts?.discardPaths).toBe(flag);
  });

  test.each<[string, Buildspec['phases'][number]['onFailure']]>([
    ['ABORT', { action: 'ABORT' }],
    ['continue', { action: 'CONTINUE' }],
    ['RETRY', { action: 'RETRY', count: 3, pattern: '.*' }],
    ['Retry-8', { action: 'RETRY', count: 8, pattern: '.*' }],
    ['RETRY-0', { action: 'RETRY', count: 0, pattern: '.*' }],
    ['RETRY-100', { action: 'RETRY', count: 100, pattern: '.*' }],
    ['RETRY-foo', { action: 'RETRY', count: 3, pattern: 'foo' }],
    ['RETRY-8-x', { action: 'RETRY', count: 8, pattern: 'x' }],
    ['RETRY-8-Could not-.*', { action: 'RETRY', count: 8, pattern: 'Could not-.*' }],
    ['RETRY-8x', { action: 'RETRY', count: 3, pattern: '8x' }],
    ['RETRY--1', { action: 'RETRY', count: 3, pattern: '-1' }],
  ])('reads on-failure: %s', (text, onFailure) => {
    const spec = `version: 0.2\nphases:\n  build:\n    on-failure: ${text}\n    commands: [x]\n`;
    expect(accepted(spec).phases[0]?.onFailure).toEqual(onFailure);
  });

  test.each<[behaviour: string, text: string, warning: Partial<BuildspecProblem>]>([
    [
      'an unknown key',
      'version: 0.2\nartifact: {}\nphases: {build: {commands: [x]}}',
      { message: 'The key artifact is unknown and ignored', line: 2, column: 1, hint: 'Did you mean artifacts?' },
    ],
    [
      'an unknown key of a phase',
      'version: 0.2\nphases:\n  build:\n    commands: [x]\n    on_failure: ABORT\n',
      { message: 'The key on_failure of phases.build is unknown and ignored', hint: 'Did you mean on-failure?' },
    ],
    ['empty commands', inBuild('').trimEnd(), { message: 'commands is empty', line: 4 }],
    ['an empty command', inBuild('      - x\n      -'), { message: 'Commands[1] is empty and does nothing', line: 6 }],
    ['no phases', 'version: 0.2\n', { message: 'The buildspec has no phases' }],
    [
      'runtime-versions in the wrong phase',
      'version: 0.2\nphases: {build: {commands: [x], runtime-versions: {nodejs: 18}}}',
      { message: 'runtime-versions is ignored in build' },
    ],
    [
      'a variable defined twice',
      'version: 0.2\nenv:\n  variables: {A: x}\n  secrets-manager: {A: y}\nphases: {build: {commands: [x]}}',
      { message: 'The variable A is defined more than once under env', line: 4 },
    ],
    [
      'artifacts without files beside secondary ones',
      'version: 0.2\nphases: {build: {commands: [x]}}\nartifacts: {secondary-artifacts: {a: {files: [b]}}}',
      { message: 'artifacts has only secondary artifacts, and no files' },
    ],
  ])('with %s is accepted with a warning', (_, text, warning) => {
    expect(accepted(text).warnings).toEqual([expect.objectContaining(warning)]);
  });
});

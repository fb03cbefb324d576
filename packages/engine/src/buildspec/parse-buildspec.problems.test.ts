import { describe, expect, test } from 'vitest';
import type { BuildspecProblem } from './buildspec.ts';
import { inBuild, refused } from './testing/parsed.ts';

describe('a wrong buildspec', () => {
  test.each<[behaviour: string, text: string, problem: Partial<BuildspecProblem>]>([
    [
      'whose artifacts are indented into phases',
      'version: 0.2\nphases:\n  build:\n    commands: [x]\n  artifacts:\n    files: [a]\n',
      {
        message: 'Invalid buildspec phase name: artifacts. Expecting: build,install,post_build,pre_build',
        line: 5,
        column: 3,
        hint: 'artifacts belongs at the beginning of a line, not inside phases.',
      },
    ],
    [
      'with a misspelt phase',
      'version: 0.2\nphases: {prebuild: {commands: [x]}}',
      {
        message: 'Invalid buildspec phase name: prebuild. Expecting: build,install,post_build,pre_build',
        hint: 'Did you mean pre_build?',
      },
    ],
    [
      'with letters of a phase that changed places',
      'version: 0.2\nphases: {biuld: {commands: [x]}}',
      {
        message: 'Invalid buildspec phase name: biuld. Expecting: build,install,post_build,pre_build',
        hint: 'Did you mean build?',
      },
    ],
    [
      'with a colon in a command',
      'version: 0.2\n\nphases:\n  build:\n    commands:\n      - echo "Hello: world"\n',
      {
        message:
          'Expected Commands[0] to be of string type: found subkeys instead at line 6, value of the key tag on line 5 might be empty',
        line: 6,
        column: 9,
      },
    ],
    [
      'with a colon inside braces',
      inBuild('      - ok\n      - x || { echo "ERROR: y"; }'),
      {
        message:
          'Expected Commands[1] to be of string type: found subkeys instead at line 6, value of the key tag on line 5 might be empty',
      },
    ],
    [
      'with commands that are one text',
      'version: 0.2\nphases:\n  build:\n    commands: npm test\n',
      { message: 'Expected Commands to be of sequence type: found a string instead at line 4', line: 4, column: 15 },
    ],
    [
      'without version',
      'phases: {build: {commands: [x]}}',
      { message: 'wrong number of container tags, expected 1', hint: 'The line "version: 0.2" is missing.' },
    ],
    [
      'for a shell that builds do not have',
      'version: 0.2\nenv:\n  shell: zsh\nphases: {build: {commands: [x]}}',
      {
        message: 'Invalid value for env.shell: zsh. Expecting: bash,/bin/sh,powershell.exe,cmd.exe',
        line: 3,
        column: 10,
      },
    ],
    ['that is empty', '', { message: 'wrong number of container tags, expected 1' }],
    ['that is only a text', 'hello', { message: 'wrong number of container tags, expected 1' }],
    [
      'of an unknown version',
      'version: 0.3\nphases: {build: {commands: [x]}}',
      { message: 'Unsupported buildspec version: 0.3. Expecting: 0.1,0.2', line: 1, column: 10 },
    ],
    [
      'with a phase without commands',
      'version: 0.2\nphases:\n  build:\n    command: [x]\n',
      { message: 'Invalid buildspec phase build: commands is required', line: 3, column: 3 },
    ],
    [
      'with another on-failure',
      'version: 0.2\nphases: {build: {on-failure: STOP, commands: [x]}}',
      {
        message:
          'Invalid on-failure value: STOP. Expecting: ABORT,CONTINUE,RETRY,RETRY-<count>,RETRY-<regex>,RETRY-<count>-<regex>',
      },
    ],
    [
      'with too many retries',
      'version: 0.2\nphases: {build: {on-failure: RETRY-101, commands: [x]}}',
      { message: expect.stringContaining('Invalid on-failure value: RETRY-101.') as unknown as string },
    ],
    [
      'with artifacts without files',
      'version: 0.2\nphases: {build: {commands: [x]}}\nartifacts:\n  name: x\n',
      { message: 'Invalid buildspec artifacts: files is required', line: 3 },
    ],
    [
      'with six fallback keys',
      'version: 0.2\nphases: {build: {commands: [x]}}\ncache: {key: k, fallback-keys: [a, b, c, d, e, f]}',
      { message: 'Invalid buildspec cache: 6 fallback-keys, at most 5 are allowed' },
    ],
    [
      'with another flag',
      'version: 0.2\nenv: {git-credential-helper: maybe}\nphases: {build: {commands: [x]}}',
      { message: 'Invalid value for env.git-credential-helper: maybe. Expecting: yes,no', line: 2 },
    ],
    [
      'with a list for a variable',
      'version: 0.2\nenv: {variables: {A: [1]}}\nphases: {build: {commands: [x]}}',
      {
        message:
          'Expected env.variables.A to be of string type: found subkeys instead at line 2, value of the key tag on line 1 might be empty',
      },
    ],
    [
      'with the same key twice',
      'version: 0.2\nphases:\n  build:\n    commands: [x]\n  build:\n    commands: [y]\n',
      { message: 'mapping key "build" already defined at line 3', line: 5, column: 3 },
    ],
    [
      'indented with a tab',
      'version: 0.2\nphases:\n\tbuild:\n',
      { message: 'found character that cannot start any token at line 2', line: 3, column: 1 },
    ],
    [
      'beginning a text with a backtick',
      inBuild('      - `date`'),
      { message: 'found character that cannot start any token at line 4', line: 5, column: 9 },
    ],
    [
      'with two colons on a line',
      'version: 0.2: x',
      { message: 'mapping values are not allowed in this context at line 0', line: 1, column: 10 },
    ],
    [
      'with an open quote',
      inBuild('      - "echo'),
      { message: expect.stringContaining('found unexpected end of stream') as unknown as string },
    ],
    [
      'with an open bracket',
      'version: 0.2\nphases: {build: {commands: [x\nartifacts:\n  files: []\n',
      { message: "did not find expected ',' or ']' at line 2", line: 3 },
    ],
    [
      'with text after a quote',
      inBuild('      - "echo" "two"'),
      { message: 'did not find expected key at line 4', line: 5 },
    ],
    [
      'with a wrongly indented dash',
      inBuild('      - a\n     - b'),
      { message: 'did not find expected key at line 5', line: 6 },
    ],
    [
      'with an asterisk where a text begins',
      inBuild('      - *.sh'),
      { message: "unknown anchor '.sh' referenced", line: 5, column: 9 },
    ],
  ])('%s says so', (_, text, problem) => {
    expect(refused(text)).toEqual([expect.objectContaining(problem)]);
  });

  test('has all its problems told at once', () => {
    const text = `version: 0.3
phases:
  build:
    on-failure: NO
    commands:
      - a: b
      - ok
      - c: d
  deploy:
    commands: [x]
artifacts: {name: x}
`;
    expect(refused(text).map(({ line }) => line)).toEqual([1, 4, 6, 8, 9, 11]);
  });
});

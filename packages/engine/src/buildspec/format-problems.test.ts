import { expect, test } from 'vitest';
import { formatProblems } from './format-problems.ts';
import { parseBuildspec } from './parse-buildspec.ts';

const format = (text: string) => {
  const parsed = parseBuildspec(text);
  return formatProblems(parsed.ok ? parsed.warnings : parsed.problems, { file: 'buildspec.yml', text });
};

test('a problem is shown where it is, with what to do', () => {
  expect(format('version: 0.2\nphases:\n  artifact:\n    files: []\n')).toBe(
    `buildspec.yml:3:3: Invalid buildspec phase name: artifact. Expecting: build,install,post_build,pre_build
  2 | phases:
  3 |   artifact:
    |   ^
`,
  );
});

test('several problems follow each other, with hints', () => {
  expect(format('version: 1\r\nphases:\r\n  prebuild: {}\r\n')).toBe(
    `buildspec.yml:1:10: Unsupported buildspec version: 1. Expecting: 0.1,0.2
  1 | version: 1
    |          ^
  hint: Use version: 0.2.

buildspec.yml:3:3: Invalid buildspec phase name: prebuild. Expecting: build,install,post_build,pre_build
  2 | phases:
  3 |   prebuild: {}
    |   ^
  hint: Did you mean pre_build?
`,
  );
});

test('tabs keep the caret under its place, and long lines are cut', () => {
  expect(format(`version: 0.2\nphases:\n  build: {commands: [x], run-as: [${'y'.repeat(200)}]}\n`)).toContain('…\n');
  const problem = { message: 'm', line: 1, column: 3 };
  expect(formatProblems([problem], { file: 'f', text: '\t\tx' })).toBe('f:1:3: m\n  1 | \t\tx\n    | \t\t^\n');
});

test('a problem of the whole text has no excerpt', () => {
  const problem = { message: 'too long', hint: 'Shorten it.' };
  expect(formatProblems([problem], { file: 'f', text: 'x' })).toBe('f: too long\n  hint: Shorten it.\n');
});

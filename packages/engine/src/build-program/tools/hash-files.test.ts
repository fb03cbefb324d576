import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../testing/run-program.ts';
import { TEST_SHELLS } from '../testing/shells.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const FILES = { 'package-lock.json': '{}', 'a/b.md': 'b', 'a/é.md': 'e', 'Z.md': 'z', 'it’s a.md': 'x' };
const listOf = (files: Readonly<Record<string, string>>) =>
  Object.entries(files)
    .map(([name, text]) => `${sha256(text)}  ${name}\n`)
    .join('');

describe.each(TEST_SHELLS)('under $name, codebuild-hash-files', (shell) => {
  const linesOf = (commands: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    runProgram(shell, { phases: { BUILD: commands }, files: FILES, environment }, ({ commandOutput }) =>
      commandOutput.split('\n').filter(Boolean),
    );

  test('makes one digest of a file and its name', async () => {
    const lines = await linesOf(['codebuild-hash-files package-lock.json']);
    expect(lines).toEqual([sha256(listOf({ 'package-lock.json': '{}' }))]);
  });

  test('minds neither the locale nor the order of patterns', async () => {
    const lines = await linesOf([
      "LC_ALL=en_US.UTF-8 codebuild-hash-files '**/*.md'",
      "LC_ALL=C codebuild-hash-files 'a/*.md' 'Z.md' '*.md'",
    ]);
    const { 'package-lock.json': _, ...documents } = FILES;
    const sorted = Object.entries(documents).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const expected = sha256(listOf(Object.fromEntries(sorted)));
    expect(lines).toEqual([expected, expected]);
  });

  test('looks in the source folder, wherever the build is', async () => {
    await runProgram(
      shell,
      {
        phases: {
          BUILD: ['export CODEBUILD_SRC_DIR="$PWD"', 'cd a', 'codebuild-hash-files b.md; codebuild-hash-files a/b.md'],
        },
        files: FILES,
      },
      ({ commandOutput }) => {
        const lines = commandOutput.split('\n').filter(Boolean);
        expect(lines).toEqual(['No files were found that match: b.md', sha256(listOf({ 'a/b.md': 'b' }))]);
      },
    );
  });

  test('tells with its status that nothing matched, or that nothing was asked', async () => {
    const lines = await linesOf([
      'codebuild-hash-files x 2>/dev/null; echo $?; codebuild-hash-files 2>/dev/null; echo $?',
    ]);
    expect(lines).toEqual(['1', '2']);
  });
});

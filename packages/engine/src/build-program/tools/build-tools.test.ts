import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { runProgram, type TestBuild } from '../testing/run-program.ts';
import { TEST_SHELLS } from '../testing/shells.ts';

const isRoot = process.getuid?.() === 0;
const [first] = TEST_SHELLS;

describe.each(TEST_SHELLS)('under $name', (shell) => {
  const outputOf = (build: TestBuild) =>
    runProgram(shell, build, ({ commandOutput }) => commandOutput.split('\n').filter(Boolean));
  const searchFor = (patterns: string, files: readonly string[]) =>
    outputOf({
      phases: { BUILD: [`codebuild-glob-search ${patterns}`] },
      files: Object.fromEntries(files.map((file) => [file, 'x'])),
    });

  test('a command finds the tools on its PATH, also in later phases and from another folder', async () => {
    const phases = { INSTALL: ['mkdir a && cd a'], BUILD: ['command -v codebuild-glob-search'] };
    expect(await outputOf({ phases })).toEqual([expect.stringContaining('/control/bin/codebuild-glob-search')]);
  });

  test('a PATH of the build’s own is taken literally, so that neither tools nor programs are found', async () => {
    const build = { phases: { BUILD: ['codebuild-glob-search a'] }, environment: { PATH: '$PATH:/x' } };
    await runProgram(shell, build, ({ progress }) => {
      expect(progress.phases[2]?.failure).toMatchObject({ index: 0, exitStatus: 127 });
    });
  });

  const TREE = ['a.md', 'b.js', 'docs/c.md', 'docs/d e/f.md', '.hidden/g.md', 'a(b).md', '.git/h.md', 'aXmd'];
  test.each([
    ['a name', 'b.js docs/c.md nothing', ['b.js', 'docs/c.md']],
    ['* within a name', "'*.md'", ['a(b).md', 'a.md']],
    ['** and no folder', "'**/*.md'", ['.hidden/g.md', 'a(b).md', 'a.md', 'docs/c.md', 'docs/d e/f.md']],
    ['** below a folder', "'docs/**'", ['docs/c.md', 'docs/d e/f.md']],
    ['**/* below a folder', "'docs/**/*'", ['docs/c.md', 'docs/d e/f.md']],
    ['? and a class', "'?.[jm]*' '[!a].js'", ['a.md', 'b.js']],
    ['alternatives', "'{a,b}.{js,md}'", ['a.md', 'b.js']],
    ['a dot that is a dot', "'a.m?'", ['a.md']],
    ['brackets as they are', "'a(b)*'", ['a(b).md']],
    ['a leading dot', "'./docs/*.md'", ['docs/c.md']],
    ['one file once', "'*.js' b.js '**/b.js'", ['b.js']],
  ])('codebuild-glob-search understands %s', async (_, patterns, found) => {
    expect(await searchFor(patterns, TREE)).toEqual(found);
  });

  test('codebuild-glob-search says that nothing was found where it does not count as a file', async () => {
    const commands = ['found=$(codebuild-glob-search \'**/*.go\'); echo "$? <$found>"'];
    const expected = ['No files were found that match: **/*.go', '0 <>'];
    expect(await outputOf({ phases: { BUILD: commands } })).toEqual(expected);
  });
});

test.runIf(isRoot && first)('another user finds the tools, too (root only)', async () => {
  if (!first) return;
  execFileSync('id', ['nobody']);
  const phases = { BUILD: { runAs: 'nobody', commands: ['id -un; codebuild-glob-search x'] } };
  await runProgram(first, { phases, files: { x: 'x' } }, ({ commandOutput }) => {
    expect(commandOutput).toBe('nobody\nx\n\n');
  });
});

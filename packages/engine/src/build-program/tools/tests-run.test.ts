import { describe, expect, test } from 'vitest';
import { runProgram } from '../testing/run-program.ts';
import { TEST_SHELLS } from '../testing/shells.ts';
import { SHARD_VARIABLE } from './tests-run.ts';

const namesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `test/case_${String(index).padStart(3, '0')}.js`);
const listing = (names: readonly string[]) => `printf '%s\\n' ${names.map((name) => `"${name}"`).join(' ')}`;
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

describe.each(TEST_SHELLS)('under $name, codebuild-tests-run', (shell) => {
  async function run(options: string, shard?: string) {
    const environment = shard ? { [SHARD_VARIABLE]: shard } : {};
    const build = {
      phases: { BUILD: [`codebuild-tests-run ${options}`] },
      environment,
      files: { 'a b.js': '', 'c.js': '' },
    };
    return await runProgram(shell, build, ({ commandOutput, progress }) => ({
      lines: commandOutput.split('\n').filter(Boolean),
      failure: progress.phases[2]?.failure?.exitStatus,
    }));
  }
  const split = async (names: readonly string[], count: number, strategy: string) => {
    const shards = Array.from({ length: count }, (_, index) =>
      run(
        `--files-search ${quoted(listing(names))} --test-command 'echo "$CODEBUILD_CURRENT_SHARD_FILES"' --sharding-strategy ${strategy}`,
        `${index}/${count}`,
      ),
    );
    const lists = (await Promise.all(shards)).map(({ lines }) => lines);
    return lists.map((lines) => lines.filter((line) => !line.startsWith('No test files')));
  };

  test('outside of a fanout runs the command on every file', async () => {
    const { lines } = await run(`--test-command 'printf "<%s>"' --files-search "codebuild-glob-search '*.js'"`);
    expect(lines).toEqual(['<a b.js><c.js>']);
  });

  test('cuts the sorted list into pieces that differ by one at most', async () => {
    const names = namesOf(10);
    const shards = await split(names.toReversed(), 3, 'equal-distribution');
    expect(shards).toEqual([names.slice(0, 4), names.slice(4, 7), names.slice(7)]);
  });

  test('with more builds than files leaves some without work, and they succeed', async () => {
    expect(await split(['a.js', 'b.js'], 3, 'equal-distribution')).toEqual([['a.js'], ['b.js'], []]);
    const { lines, failure } = await run(`--test-command false --files-search 'echo a.js' `, '1/2');
    expect({ lines, failure }).toEqual({ lines: ['No test files fall to this build (2 of 2).'], failure: undefined });
  });

  test('with stability keeps every file where it is when others come, and moves few when a build is added', async () => {
    const names = namesOf(300);
    const places = (shards: string[][]) => new Map(shards.flatMap((list, shard) => list.map((name) => [name, shard])));
    const before = await split(names, 4, 'stability');
    expect(before.flat().toSorted()).toEqual(names);
    for (const list of before) expect(list.length).toBeGreaterThan(45);
    const more = places(await split([...names, 'test/new.js'], 4, 'stability'));
    const wider = places(await split(names, 5, 'stability'));
    let moved = 0;
    for (const [name, shard] of places(before)) {
      expect(more.get(name)).toBe(shard);
      if (wider.get(name) !== shard) moved += 1;
    }
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(100);
  });

  test.each([
    ['the status of the tests', `--test-command 'exit 7 #' --files-search 'echo a.js'`, 7],
    ['1 when the search fails', `--test-command true --files-search 'exit 3'`, 1],
    ['1 when no test was found', `--test-command true --files-search true`, 1],
    ['2 without a command', `--files-search 'echo a.js'`, 2],
    ['2 for an unknown strategy', `--test-command true --files-search 'echo a' --sharding-strategy=random`, 2],
    ['2 for an unknown option', `--test-command true --files-search 'echo a' --fast yes`, 2],
  ])('ends with %s', async (_, options, status) => {
    expect((await run(options)).failure).toBe(status);
  });

  test('hands names with quotes and blanks over as they are', async () => {
    const { lines } = await run(
      `--test-command 'printf "<%s>"' --files-search ${quoted(`printf '%s\\n' "it's a \\$x.js" b.js`)}`,
    );
    expect(lines).toEqual(["<b.js><it's a $x.js>"]);
  });
});

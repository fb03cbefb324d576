import { execFileSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { phaseContext } from './phase-contexts.ts';
import { prepareProgram, runProgram, type TestBuild } from './testing/run-program.ts';
import { TEST_SHELLS } from './testing/shells.ts';

const build = (commands: readonly string[], more: Partial<TestBuild> = {}): TestBuild => ({
  phases: { BUILD: commands },
  ...more,
});

describe.each(TEST_SHELLS)('under $name, a command', (shell) => {
  const outputOf = (commands: readonly string[], more: Partial<TestBuild> = {}) =>
    runProgram(shell, build(commands, more), ({ commandOutput }) => commandOutput.split('\n').filter(Boolean));

  const failureOf = (commands: readonly string[], more: Partial<TestBuild> = {}) =>
    runProgram(shell, build(commands, more), ({ progress, commandOutput }) => {
      const { failure } = progress.phases.find(({ type }) => type === 'BUILD') ?? {};
      return { ...failure, commandOutput };
    });

  test('hands variables on to the next command and the next phase, exported or not', async () => {
    const phases = { INSTALL: ['FOO=bar'], PRE_BUILD: ['echo "1 $FOO"'], BUILD: ["sh -c 'echo 2 $FOO'"] };
    expect(await outputOf([], { phases })).toEqual(['1 bar', '2 bar']);
  });

  test('hands a variable of several lines on', async () => {
    expect(await outputOf(['FOO="one\ntwo \'x\' \\$y"', 'echo "$FOO"', 'echo "$FOO"'])).toEqual([
      ...['one', "two 'x' $y"],
      ...['one', "two 'x' $y"],
    ]);
  });

  test('takes a variable away for the commands that follow', async () => {
    const environment = { GIVEN: 'x' };
    expect(await outputOf(['unset GIVEN', `echo "\${GIVEN-gone}"`], { environment })).toEqual(['gone']);
  });

  test('hands its folder on to the next command and the next phase', async () => {
    const phases = { INSTALL: ['mkdir "a b" && cd "a b"'], BUILD: ['pwd'], POST_BUILD: ['cd ..', 'pwd'] };
    await runProgram(shell, { phases }, ({ commandOutput, plan }) => {
      expect(commandOutput.trim().split(/\n+/)).toEqual([`${plan.sourceFolder}/a b`, plan.sourceFolder]);
    });
  });

  test('hands no function on', async () => {
    expect(await failureOf(['f() { :; }', 'f'])).toMatchObject({ list: 'commands', index: 1, exitStatus: 127 });
  });

  test('hands no shell option on', async () => {
    expect(await outputOf(['set -e', 'false; echo hi'])).toEqual(['hi']);
  });

  test('of several lines succeeds if its last line does', async () => {
    expect(await outputOf(['false\necho ok\n', 'false | true', 'echo next'])).toEqual(['ok', 'next']);
  });

  test('of several lines fails at the first failing line after its own set -e', async () => {
    expect(await failureOf(['set -e\nfalse\necho ok\n'])).toMatchObject({ index: 0, exitStatus: 1 });
  });

  test('that says exit 0 ends only itself, and its variables are lost', async () => {
    expect(await outputOf(['A=1; exit 0; echo never', 'echo "A=$A"'])).toEqual(['A=']);
  });

  test('that exits with a status fails with it and ends its list', async () => {
    expect(await failureOf(['echo first', 'exit 3', 'echo never'])).toMatchObject({
      index: 1,
      exitStatus: 3,
      commandOutput: expect.not.stringContaining('never'),
    });
  });

  test('with an unterminated quote fails with status 2', async () => {
    expect(await failureOf(["echo 'open"])).toMatchObject({ index: 0, exitStatus: 2 });
  });

  test('killed by a signal fails with 128 and its number, after what it wrote', async () => {
    expect(await failureOf(['echo before; kill -9 $$'])).toMatchObject({
      exitStatus: 137,
      commandOutput: expect.stringContaining('before\n'),
    });
  });

  test('that starts on line 4 of its script is named so in errors', async () => {
    const { commandOutput } = await failureOf(['true\nno-such-command-here']);
    expect(commandOutput).toMatch(/script\.sh: (line )?5: no-such-command-here: (command )?not found/);
  });

  test('reads the end of file from its input', async () => {
    expect(await outputOf(['cat', 'echo done'])).toEqual(['done']);
  });

  test('that closes its output hurts nobody else', async () => {
    expect(await outputOf(['exec >&- 2>&-', 'X=1; exec 1>&-', 'echo "still here $X"'])).toEqual(['still here 1']);
  });

  test('has output and errors in the log in the order it wrote them', async () => {
    expect(await outputOf(['echo 1; echo 2 >&2; echo 3; echo 4 >&2'])).toEqual(['1', '2', '3', '4']);
  });

  test('keeps HOME and finds itself in the source', async () => {
    const files = { 'a.txt': 'content' };
    expect(await outputOf(['echo "$HOME"; cat a.txt'], { files, environment: { HOME: '/some where' } })).toEqual([
      '/some where',
      'content',
    ]);
  });

  test('sees values of buildspec variables unexpanded, so that a new PATH hides every program', async () => {
    const environment = { PATH: '$PATH:/x' };
    const found = await outputOf(['echo "$PATH"', 'ls'], { environment, phases: { BUILD: ['echo "$PATH"; \\ls /'] } });
    expect(found[0]).toBe('$PATH:/x');
    if (shell.argv[0] !== 'busybox') expect(found[1]).toMatch(/not found/);
  });

  test('is not disturbed by names that a shell cannot set', async () => {
    const environment = { 'npm_config_//x/:_auth': 'a', 'with.dot': 'b', '1st': 'c', UID: '5', PPID: '7', OK: 'd' };
    const inherited = { 'other.dot': 'e', 'BASH_FUNC_g%%': '() { :; }' };
    await runProgram(shell, build(['echo "$OK"', 'echo "$OK"'], { environment, inherited }), (finished) => {
      expect(finished.log.replaceAll(/^\[Container\] .*\n/gm, '')).toBe('d\n\nd\n\n');
      expect(finished.errors).toBe('');
    });
  });

  test('left in the background neither holds the build open nor its own list', async () => {
    await runProgram(shell, build(['nohup sleep 30 & echo $! > pid', 'echo "pid $(cat pid)"']), (finished) => {
      const pid = Number(/^pid (\d+)$/m.exec(finished.log)?.[1]);
      expect(pid).toBeGreaterThan(1);
      process.kill(pid);
      expect(finished.progress).toMatchObject({ finished: true, succeeding: true });
      expect(finished.milliseconds).toBeLessThan(20_000);
    });
  });

  test('of version 0.1 hands nothing on', async () => {
    const more = { version: '0.1', environment: { HOME: '/root', GIVEN: 'kept' } } as const;
    const commands = ['FOO=bar; export FOO; mkdir sub; cd sub', 'echo "$FOO-$GIVEN-$(basename "$PWD")"'];
    expect(await outputOf(commands, more)).toEqual(['-kept-src']);
  });

  test('of version 0.1 still learns that the build fails', async () => {
    const phases = { BUILD: ['false'], POST_BUILD: ['echo $CODEBUILD_BUILD_SUCCEEDING'] };
    expect(await outputOf([], { version: '0.1', phases })).toEqual(['0']);
  });

  test('in an environment file whose secrets only the owner can read', async () => {
    const prepared = await prepareProgram(
      shell,
      build(['umask 000; export SECRET=s'], { environment: { TOKEN: 't' } }),
    );
    const mode = async () => (await stat(join(prepared.plan.root, 'output/tmp/env.sh'))).mode & 0o777;
    expect(await mode()).toBe(0o600);
    await prepared.run();
    expect(await mode()).toBe(0o600);
    await prepared.remove();
  });
});

describe.each(TEST_SHELLS)('under $name, the program', (shell) => {
  test('writes its log as AWS does', async () => {
    const phases = {
      INSTALL: [],
      BUILD: { commands: ['echo hi', 'set -e\nfalse\n'], finally: ['printf end'] },
      POST_BUILD: ['true'],
    };
    await runProgram(shell, { phases }, ({ log, errors }) => {
      expect(log).toMatch(/^\[Container\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} Entering phase INSTALL\n/);
      expect(log.replaceAll(/^\[Container\] \S+ \S+ /gm, '> ')).toBe(`> Entering phase INSTALL
> Phase complete: INSTALL State: SUCCEEDED
> Phase context status code:  Message: 
> Entering phase PRE_BUILD
> Phase complete: PRE_BUILD State: SUCCEEDED
> Phase context status code:  Message: 
> Entering phase BUILD
> Running command echo hi
hi

> Running command set -e
false

> Command did not exit successfully set -e
false
 exit status 1
> Running command printf end
end
> Phase complete: BUILD State: FAILED
> Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: set -e
false
. Reason: exit status 1
> Entering phase POST_BUILD
> Running command true

> Phase complete: POST_BUILD State: SUCCEEDED
> Phase context status code:  Message: 
`);
      expect(errors).toBe('');
    });
  });

  test('appends to the log that was begun before it', async () => {
    const prepared = await prepareProgram(shell, build(['echo hi']));
    const output = join(prepared.plan.root, 'control/output.log');
    execFileSync('sh', ['-c', 'echo Waiting > "$0"', output]);
    expect((await prepared.run()).log).toMatch(/^Waiting\n\[Container\]/);
    await prepared.remove();
  });

  test('tells its process id and true times', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    await runProgram(shell, build(['true']), async ({ progress, read }) => {
      expect(await read('control/pid')).toMatch(/^\d+\n$/);
      expect(progress.phases.map(({ type }) => type)).toEqual(['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD']);
      for (const { startedAt, endedAt } of progress.phases) {
        expect(startedAt).toBeGreaterThanOrEqual(before);
        expect(endedAt).toBeLessThanOrEqual(Date.now());
      }
    });
  });

  test('started a second time ends at once and touches nothing', async () => {
    const prepared = await prepareProgram(shell, build(['echo once >> count']));
    const [first, second] = [await prepared.run(), await prepared.run()];
    expect([first.exitStatus, second.exitStatus]).toEqual([0, 0]);
    expect([second.log, second.events, await second.read('control/pid')]).toEqual([
      first.log,
      first.events,
      await first.read('control/pid'),
    ]);
    expect(await readFile(join(prepared.plan.sourceFolder, 'count'), 'utf8')).toBe('once\n');
    await prepared.remove();
  });

  test('writes what exported variables hold at the end, unset ones not at all', async () => {
    const phases = { INSTALL: ['A=1; LINES_="x\ny\n"'], POST_BUILD: ['A=2; EMPTY='] };
    const exportedVariables = ['A', 'LINES_', 'EMPTY', 'UNSET', 'no-name; touch hacked'];
    await runProgram(shell, { phases, exportedVariables }, async ({ exported }) => {
      expect(await exported()).toEqual({ A: '2', LINES_: 'x\ny\n', EMPTY: '' });
    });
  });

  test('has texts expanded by the shell of the build, each on its own', async () => {
    const expansions = {
      name: `it's "b"-$(echo $V | tr a-z A-Z)-\${V}`,
      baseDirectory: 'a b/*/$UNSET.x',
      broken: '$(echo',
      odd: 'END_OF_TEXT\nEND_OF_TEXT_',
      's3Prefix-a.b/..': 'p',
    };
    await runProgram(shell, { phases: { BUILD: ['V=abc'] }, expansions }, async (finished) => {
      expect(await finished.expansions()).toEqual({
        name: `it's "b"-ABC-abc`,
        baseDirectory: 'a b/*/.x',
        odd: 'END_OF_TEXT\nEND_OF_TEXT_',
        's3Prefix-a%2e.b%2f.%2e.%2e.': 'p',
      });
      expect(finished.progress.finished).toBe(true);
    });
  });

  test.skipIf(process.getuid?.() !== 0)(
    'runs a phase as another user, in the state of the build (root only)',
    async () => {
      const phases = {
        INSTALL: ['A=root; cd /'],
        BUILD: { runAs: 'nobody', commands: ['id -un; echo "$A $PWD $HOME"; A=nobody; cd /tmp', 'echo "$A $PWD"'] },
        POST_BUILD: ['id -un; echo "$A $PWD"'],
      };
      await runProgram(shell, { phases }, ({ commandOutput, errors }) => {
        const lines = commandOutput.split('\n').filter(Boolean);
        expect(lines).toEqual(['nobody', 'root / /root', 'nobody /tmp', 'root', 'nobody /tmp']);
        expect(errors).toBe('');
      });
    },
  );

  test('says plainly that the user of a phase does not exist', async () => {
    const phases = { BUILD: { runAs: "no body's", commands: ['echo never'], finally: [] } };
    await runProgram(shell, { phases }, ({ progress, log, plan }) => {
      expect(log).not.toMatch(/^never/m);
      expect(log).toContain("Command did not exit successfully echo never unknown user no body's\n");
      expect(progress.phases.map((phase) => phaseContext(plan, phase).message)).toEqual([
        ...['', ''],
        "Error while executing command: echo never. Reason: unknown user no body's",
        '',
      ]);
    });
  });
});

test.runIf(TEST_SHELLS.some(({ name }) => name === 'bash'))('bash has its own options and syntax', async () => {
  const [bash] = TEST_SHELLS.filter(({ name }) => name === 'bash');
  if (!bash) return;
  const commands = [`[[ 1 == 1 ]] && a=(1 2); b=\${a[1]}`, 'echo "$b"', 'set -o pipefail; false | true'];
  await runProgram(bash, build(commands), ({ progress, commandOutput }) => {
    expect(commandOutput).toContain('2\n');
    expect(progress.phases[2]?.failure).toMatchObject({ index: 2, exitStatus: 1 });
  });
});

test.runIf(TEST_SHELLS.some(({ name }) => name === 'dash'))('dash says where it met what only bash knows', async () => {
  const [dash] = TEST_SHELLS.filter(({ name }) => name === 'dash');
  if (!dash) return;
  await runProgram(dash, build(['[[ 1 == 1 ]]']), ({ progress, commandOutput }) => {
    expect(commandOutput).toContain('script.sh: 4: [[: not found\n');
    expect(progress.phases[2]?.failure?.exitStatus).toBe(127);
  });
});

test('a shell that the machine does not have fails the first command with 127', async () => {
  const [shell] = TEST_SHELLS;
  if (!shell) return;
  await runProgram(shell, build(['echo hi'], { shell: 'no-such-shell' }), ({ progress, log }) => {
    expect(log).toMatch(/no-such-shell: (command )?not found/);
    expect(progress.phases[2]?.failure).toMatchObject({ index: 0, exitStatus: 127 });
  });
});

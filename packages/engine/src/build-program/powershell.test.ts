import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { compileBuildProgram } from './compile-build-program.ts';
import { phaseContext } from './phase-contexts.ts';
import { runProgram, type TestBuild } from './testing/run-program.ts';
import type { TestShell } from './testing/shells.ts';

const SHELL: TestShell = { name: 'sh', argv: ['sh'] };
const build = (commands: readonly string[], more: Partial<TestBuild> = {}): TestBuild => ({
  ...{ shell: '/bin/sh', powerShell: true, phases: { BUILD: commands } },
  ...more,
});

/** Tells how it was called, and ends as the command's own line says. */
const STAND_IN = `#!/bin/sh
echo "called with $1 $2 $3 script.\${4##*.}"
echo "in $PWD, given $GIVEN"
echo "line 4: $(sed -n 4p "$4")"
case $(sed -n 4p "$4") in exit*) exit 3 ;; esac
`;

describe('PowerShell', () => {
  let folder: string;
  let inherited: Record<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'powershell-'));
    await writeFile(join(folder, 'pwsh'), STAND_IN, { mode: 0o755 });
    await chmod(folder, 0o755);
    inherited = { PATH: `${folder}:${process.env.PATH}` };
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is called for every command, in the build’s folder and with its variables', async () => {
    const environment = { GIVEN: "it's" };
    await runProgram(SHELL, build(['Get-Date'], { inherited, environment }), ({ commandOutput, plan, progress }) => {
      expect(commandOutput).toBe(
        `called with -NoProfile -NonInteractive -File script.ps1\nin ${plan.sourceFolder}, given it's\nline 4: Get-Date\n\n`,
      );
      expect(progress.phases[2]?.status).toBe('SUCCEEDED');
    });
  });

  test('fails its command with its own exit status', async () => {
    await runProgram(SHELL, build(['exit 3', 'Get-Date'], { inherited }), ({ plan, progress, commandOutput }) => {
      const phase = progress.phases[2];
      expect(phase?.failure).toEqual({ list: 'commands', index: 0, exitStatus: 3 });
      expect(phase && phaseContext(plan, phase)?.message).toBe(
        'Error while executing command: exit 3. Reason: exit status 3',
      );
      expect(commandOutput).not.toContain('Get-Date');
    });
  });

  test('that is not there fails the command, which says so', async () => {
    const environment = { PATH: '/nowhere' };
    await runProgram(SHELL, build(['Get-Date'], { environment }), ({ commandOutput, progress }) => {
      expect(commandOutput).toContain('This build environment has no PowerShell: pwsh is not on its PATH\n');
      expect(progress.phases[2]?.failure).toMatchObject({ exitStatus: 127 });
    });
  });

  test('leaves exported variables and expansions to the shell', async () => {
    const more = { inherited, environment: { V: '7' }, exportedVariables: ['V'], expansions: { name: 'rel-$V' } };
    await runProgram(SHELL, build(['Get-Date'], more), async (finished) => {
      expect(await finished.exported()).toEqual({ V: '7' });
      expect(await finished.expansions()).toEqual({ name: 'rel-7' });
    });
  });

  test('writes its state to files whose names may hold apostrophes, and in version 0.1 none', () => {
    const plan = (version: '0.1' | '0.2') => ({
      ...{ root: "/it's", sourceFolder: '/s', shell: '/bin/sh', powerShell: true, version, logPrefix: '', phases: [] },
      ...{ environment: {}, exportedVariables: [], expansions: {} },
    });
    const text = (version: '0.1' | '0.2') => compileBuildProgram(plan(version)).files[0]?.text ?? '';
    // Once for PowerShell and once for the shell that writes the script.
    expect(text('0.2')).toContain(
      `WriteAllText('\\''/it'\\'''\\''s/output/tmp/env.sh'\\'', (-join $codebuildVariables))`,
    );
    expect(text('0.1')).not.toContain('WriteAllText');
  });
});

const hasPowerShell = (process.env.PATH ?? '').split(delimiter).some((place) => existsSync(join(place, 'pwsh')));

/** Nobody can install PowerShell where CI runs: no registry that it may use has it. How it is called is tested everywhere. */
if (!hasPowerShell)
  it('there is no PowerShell on this machine: its commands are not run', () => expect(hasPowerShell).toBe(false));
else
  describe('a command of PowerShell', () => {
    const outputOf = (commands: readonly string[]) =>
      runProgram(SHELL, build(commands), ({ commandOutput }) => commandOutput.split('\n').filter(Boolean));

    test('hands environment variables and its folder on, and variables of its own not', async () => {
      const set = `$env:A = "it's ""x""\`nand more"; $b = 1; New-Item -ItemType Directory deep | Out-Null; Set-Location deep`;
      const show = '$env:A; "[$b]"; Split-Path -Leaf (Get-Location)';
      expect(await outputOf([set, show])).toEqual([`it's "x"`, 'and more', '[]', 'deep']);
    });

    test.each([
      ["sh -c 'exit 7'", 7],
      ["throw 'no'", 1],
      ['Get-Item nowhere', 1],
      ['exit 4', 4],
      ['"unfinished', 1],
    ])('fails: %s', async (command, exitStatus) => {
      await runProgram(SHELL, build([command]), ({ progress }) => {
        expect(progress.phases[2]?.failure).toMatchObject({ exitStatus });
      });
    });

    test('of several statements succeeds if its last one does', async () => {
      expect(await outputOf(["sh -c 'exit 7'; 'went on'", "'next'"])).toEqual(['went on', 'next']);
    });
  });

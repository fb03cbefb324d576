import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { runProgram } from './testing/run-program.ts';
import { TEST_SHELLS } from './testing/shells.ts';

const ALWAYS = ['sh', 'cat', 'date', 'mkdir', 'id', 'chmod', 'chown', 'env'];
const isRoot = process.getuid?.() === 0;
const which = (tool: string) => execFileSync('sh', ['-c', `command -v ${tool} || true`], { encoding: 'utf8' }).trim();

let folder: string | undefined;
afterEach(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = undefined;
});

/** A PATH with nothing on it but these tools. */
async function pathWith(tools: readonly string[]): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), 'run-as-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  execFileSync('chmod', ['755', folder]);
  for (const tool of [...ALWAYS, ...tools]) {
    await symlink(which(tool), join(bin, tool));
  }
  return bin;
}

describe.runIf(isRoot)('a phase that runs as another user (root only)', () => {
  const [shell] = TEST_SHELLS;
  const phases = { BUILD: { runAs: 'nobody', commands: ['A=1; id -un; false | true', 'echo "$A"; exit 7'] } };

  test.each(['setpriv', 'runuser', 'su'].filter(which))('becomes that user with %s', async (tool) => {
    if (!shell) return;
    const PATH = await pathWith([tool]);
    const sh = join(PATH, 'sh');
    await runProgram({ name: 'sh', argv: [sh] }, { phases, inherited: { PATH } }, ({ commandOutput, progress }) => {
      expect(commandOutput).toBe('nobody\n\n1\n\n');
      expect(progress.phases[2]?.failure).toEqual({ list: 'commands', index: 1, exitStatus: 7 });
    });
  });

  test('fails plainly where no tool for it is found', async () => {
    const PATH = await pathWith([]);
    await runProgram({ name: 'sh', argv: [join(PATH, 'sh')] }, { phases, inherited: { PATH } }, ({ log, progress }) => {
      expect(log).toContain('cannot become user nobody: none of setpriv, runuser and su works here\n');
      expect(progress.phases[2]?.failure).toMatchObject({ index: 0, exitStatus: 1, reason: 'no-tool' });
    });
  });

  test('that is the program’s own needs no tool', async () => {
    const PATH = await pathWith([]);
    const own = { BUILD: { runAs: 'root', commands: ['id -un'] } };
    await runProgram({ name: 'sh', argv: [join(PATH, 'sh')] }, { phases: own, inherited: { PATH } }, (finished) => {
      expect(finished.commandOutput).toBe('root\n\n');
    });
  });

  test.runIf(which('setpriv'))('is refused to a program that is not root', async () => {
    const asNobody = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', 'sh'];
    const other = { BUILD: { runAs: 'root', commands: ['id -un'] } };
    await runProgram(
      { name: 'sh as nobody', argv: ['setpriv', ...asNobody] },
      { phases: other, shell: 'sh', openToAll: true },
      ({ progress }) => {
        expect(progress.phases[2]?.failure).toMatchObject({ reason: 'not-permitted' });
      },
    );
  });
});

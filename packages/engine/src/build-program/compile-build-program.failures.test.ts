import { describe, expect, test } from 'vitest';
import type { OnFailure } from '../buildspec/buildspec.ts';
import type { ScriptPhase } from './build-plan.ts';
import { phaseContext, scriptPhasesSucceeded, uploadsArtifacts } from './phase-contexts.ts';
import { runProgram, type TestPhase } from './testing/run-program.ts';
import { TEST_SHELLS } from './testing/shells.ts';

type Phases = Partial<Record<ScriptPhase, TestPhase>>;

interface Outcome {
  /** The phases that ran, failed ones in capitals. */
  readonly phases: string;
  readonly output: string[];
  readonly uploads: boolean;
  readonly succeeded: boolean;
}

const FLAG = 'echo "$CODEBUILD_BUILD_SUCCEEDING"';
const fails = (onFailure?: OnFailure): TestPhase => ({
  commands: ['false', 'echo never'],
  finally: ['echo finally'],
  ...(onFailure ? { onFailure } : {}),
});
const everyPhase: Phases = {
  INSTALL: { commands: ['echo i'] },
  PRE_BUILD: { commands: ['echo p'] },
  BUILD: { commands: ['echo b'] },
  POST_BUILD: { commands: [`echo o; ${FLAG}`] },
};

const MATRIX: [behaviour: string, phases: Phases, outcome: Outcome][] = [
  [
    'nothing fails: everything runs',
    {},
    { phases: 'install pre_build build post_build', output: ['i', 'p', 'b', 'o', '1'], uploads: true, succeeded: true },
  ],
  [
    'INSTALL fails: its finally, then the end',
    { INSTALL: fails() },
    { phases: 'INSTALL', output: ['finally'], uploads: false, succeeded: false },
  ],
  [
    'PRE_BUILD fails: its finally, then the end',
    { PRE_BUILD: fails() },
    { phases: 'install PRE_BUILD', output: ['i', 'finally'], uploads: false, succeeded: false },
  ],
  [
    'BUILD fails: POST_BUILD still runs and knows it, artifacts are uploaded',
    { BUILD: fails() },
    {
      phases: 'install pre_build BUILD post_build',
      output: ['i', 'p', 'finally', 'o', '0'],
      uploads: true,
      succeeded: false,
    },
  ],
  [
    'POST_BUILD fails: artifacts are uploaded',
    { POST_BUILD: fails() },
    {
      phases: 'install pre_build build POST_BUILD',
      output: ['i', 'p', 'b', 'finally'],
      uploads: true,
      succeeded: false,
    },
  ],
  [
    'only a finally fails: so does its phase',
    { PRE_BUILD: { commands: ['echo p'], finally: ['false', 'echo never'] } },
    { phases: 'install PRE_BUILD', output: ['i', 'p'], uploads: false, succeeded: false },
  ],
  [
    'BUILD fails and aborts: no POST_BUILD, no upload',
    { BUILD: fails({ action: 'ABORT' }) },
    { phases: 'install pre_build BUILD', output: ['i', 'p', 'finally'], uploads: false, succeeded: false },
  ],
  [
    'PRE_BUILD fails and continues: the rest runs, the build stays failed',
    { PRE_BUILD: fails({ action: 'CONTINUE' }) },
    {
      phases: 'install PRE_BUILD build post_build',
      output: ['i', 'finally', 'b', 'o', '0'],
      uploads: true,
      succeeded: false,
    },
  ],
  [
    'retries are used up: as without them',
    { INSTALL: fails({ action: 'RETRY', count: 1, pattern: '.*' }) },
    { phases: 'INSTALL', output: ['finally'], uploads: false, succeeded: false },
  ],
];

describe.each(TEST_SHELLS)('under $name', (shell) => {
  test.each(MATRIX)('%s', async (_, phases, outcome) => {
    await runProgram(shell, { phases: { ...everyPhase, ...phases } }, ({ progress, commandOutput, plan }) => {
      const ran = progress.phases.map(({ type, status }) => (status === 'FAILED' ? type : type.toLowerCase()));
      expect(progress.finished).toBe(true);
      expect({
        phases: ran.join(' '),
        output: commandOutput.split('\n').filter(Boolean),
        uploads: uploadsArtifacts(plan, progress),
        succeeded: scriptPhasesSucceeded(plan, progress),
      }).toEqual(outcome);
    });
  });

  test('a failing finally does not hide what failed first', async () => {
    const phases = { INSTALL: { commands: ['exit 4'], finally: ['exit 5'] } };
    await runProgram(shell, { phases }, ({ progress, plan, log }) => {
      const [install] = progress.phases;
      if (!install) throw new Error('no phase');
      expect(install.failure).toEqual({ list: 'commands', index: 0, exitStatus: 4 });
      const { statusCode, message } = phaseContext(plan, install);
      expect(message).toBe('Error while executing command: exit 4. Reason: exit status 4');
      expect(log).toContain(`Phase context status code: ${statusCode} Message: ${message}\n`);
    });
  });

  test('finally sees that its phase has failed', async () => {
    const phases = { BUILD: { commands: [FLAG, 'false'], finally: [FLAG] } };
    await runProgram(shell, { phases }, ({ commandOutput }) => {
      expect(commandOutput.split('\n').filter(Boolean)).toEqual(['1', '0']);
    });
  });

  const flaky = 'cd sub; echo try >> ../tries; [ "$(wc -l < ../tries)" -ge 3 ] # timed out';

  test.each([
    ['as often as asked', { count: 2, pattern: '.*' }, 3],
    ['not more often than asked', { count: 1, pattern: '.*' }, 2],
    ['never with a count of 0', { count: 0, pattern: '.*' }, 1],
    ['while the message matches', { count: 5, pattern: '(?i)TIMED\\s+out.*status \\d' }, 3],
    ['not when the message does not match', { count: 5, pattern: 'connection reset' }, 1],
  ])('RETRY runs the phase again from where it began, %s', async (_, retry, tries) => {
    const onFailure = { action: 'RETRY', ...retry } as const;
    const phases = {
      INSTALL: ['mkdir sub'],
      PRE_BUILD: { commands: [flaky, FLAG], finally: ['wc -l < ../tries || wc -l < tries'], onFailure },
    };
    await runProgram(shell, { phases }, ({ progress, log, commandOutput }) => {
      const succeeds = tries === 3;
      expect(log.match(/Running command cd sub/g)).toHaveLength(tries);
      expect(progress.succeeding).toBe(succeeds);
      expect(progress.phases[1]?.status).toBe(succeeds ? 'SUCCEEDED' : 'FAILED');
      expect(progress.phases).toHaveLength(succeeds ? 4 : 2);
      expect(commandOutput.match(/^1$/m) !== null).toBe(succeeds || tries === 1);
    });
  });
});

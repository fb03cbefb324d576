import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readProgress } from './read-progress.ts';

const EVENTS = `phase-started INSTALL 1000
phase-ended INSTALL SUCCEEDED 1500
phase-started BUILD 1500
command-failed BUILD commands 2 137 
command-failed BUILD finally 0 1 
phase-ended BUILD FAILED 2000
finished
`;

describe('progress', () => {
  test('of no events is none', () => {
    expect(readProgress('')).toEqual({ phases: [], finished: false, succeeding: true });
  });

  test('is folded from the lines of the event file; the first failure explains a phase', () => {
    expect(readProgress(EVENTS)).toEqual({
      phases: [
        { type: 'INSTALL', startedAt: 1000, endedAt: 1500, status: 'SUCCEEDED' },
        {
          type: 'BUILD',
          startedAt: 1500,
          endedAt: 2000,
          status: 'FAILED',
          failure: { list: 'commands', index: 2, exitStatus: 137 },
        },
      ],
      finished: true,
      succeeding: false,
    });
  });

  test('leaves a half-written last line for the next read', () => {
    expect(readProgress('phase-started INSTALL 10')).toEqual(readProgress(''));
    expect(readProgress('phase-started INSTALL 1000\nphase-ended INSTALL SUCC').phases).toEqual([
      { type: 'INSTALL', startedAt: 1000, status: 'IN_PROGRESS' },
    ]);
    expect(readProgress('phase-started INSTALL 1\nfinished').finished).toBe(false);
  });

  test('forgets the failure of a phase that is retried', () => {
    const events = 'phase-started BUILD 1\ncommand-failed BUILD commands 0 1 \nphase-retried BUILD\n';
    expect(readProgress(events)).toMatchObject({ succeeding: true, phases: [{ status: 'IN_PROGRESS' }] });
    expect(readProgress(events).phases[0]).not.toHaveProperty('failure');
  });

  test('says why a user could not be taken on', () => {
    const events = 'phase-started BUILD 1\ncommand-failed BUILD commands 0 1 unknown-user\n';
    expect(readProgress(events).phases[0]?.failure).toEqual({
      list: 'commands',
      index: 0,
      exitStatus: 1,
      reason: 'unknown-user',
    });
  });

  test('never goes back in time, even if the clock of the machine does', () => {
    const events = 'phase-started INSTALL 5000\nphase-ended INSTALL SUCCEEDED 4000\nphase-started BUILD 3000\n';
    expect(readProgress(events).phases).toMatchObject([{ startedAt: 5000, endedAt: 5000 }, { startedAt: 5000 }]);
  });

  test('passes over lines that are no events', () => {
    const noise = [
      ...['', 'hello', 'phase-started', 'phase-started DEPLOY 1', 'phase-started BUILD x', 'phase-ended BUILD OK 1'],
      ...['command-failed BUILD other 0 1', 'command-failed BUILD commands -1 1', 'phase-ended POST_BUILD FAILED 1'],
    ];
    expect(readProgress(`${noise.join('\n')}\n${EVENTS}${noise.join('\n')}\n`)).toEqual(readProgress(EVENTS));
  });

  test('only ever grows while the file does', () => {
    fc.assert(
      fc.property(fc.nat(EVENTS.length), fc.nat(EVENTS.length), (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((length) => readProgress(EVENTS.slice(0, length)));
        expect(less?.phases.length).toBeLessThanOrEqual(more?.phases.length ?? 0);
        if (less?.finished) expect(more?.finished).toBe(true);
        for (const [index, phase] of (less?.phases ?? []).entries()) {
          if (phase.status !== 'IN_PROGRESS') expect(more?.phases[index]).toEqual(phase);
        }
      }),
    );
  });
});

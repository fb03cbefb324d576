import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SCRIPT_PHASES } from './build-plan.ts';
import { readProgress } from './read-progress.ts';

const word = fc.oneof(
  fc.constantFrom('phase-started', 'phase-ended', 'phase-retried', 'command-failed', 'finished', 'commands', 'finally'),
  fc.constantFrom(...SCRIPT_PHASES, 'SUCCEEDED', 'FAILED', '__proto__', '-1', '1e999', '99999999999999999999', ''),
  fc.nat().map(String),
  fc.string({ maxLength: 6 }),
);
const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
const events = fc.oneof(
  fc.string(),
  fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n')),
);

it('no event file crashes its reader, and what it tells is sound', () => {
  fc.assert(
    fc.property(events, (text) => {
      const { phases, finished, succeeding } = readProgress(text);
      expect(typeof finished).toBe('boolean');
      expect(succeeding).toBe(phases.every(({ failure }) => !failure));
      expect(new Set(phases.map(({ type }) => type)).size).toBe(phases.length);
      for (const { type, startedAt, endedAt, status, failure } of phases) {
        expect(SCRIPT_PHASES).toContain(type);
        expect(Number.isSafeInteger(startedAt)).toBe(true);
        expect(endedAt === undefined).toBe(status === 'IN_PROGRESS');
        if (endedAt !== undefined) expect(Number.isSafeInteger(endedAt) && endedAt >= startedAt).toBe(true);
        if (failure) expect([failure.index, failure.exitStatus].every(Number.isSafeInteger)).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

it('a half-written line is none yet, wherever it is cut', () => {
  const whole = 'phase-started BUILD 1\ncommand-failed BUILD commands 0 3\nphase-ended BUILD FAILED 2\nfinished\n';
  for (let end = 0; end <= whole.length; end++) {
    const lines = whole.slice(0, end).split('\n').length - 1;
    expect(readProgress(whole.slice(0, end))).toEqual(
      readProgress(`${whole.split('\n').slice(0, lines).join('\n')}\n`),
    );
  }
});

it('megabytes of nonsense hang nothing', () => {
  for (const text of ['x'.repeat(1_000_000), '\n'.repeat(1_000_000), 'phase-retried BUILD\n'.repeat(50_000)])
    expect(readProgress(text).finished).toBe(false);
});

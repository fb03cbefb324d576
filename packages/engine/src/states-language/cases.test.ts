import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Json } from './json.ts';
import { run, types } from './testing/run-machine.ts';

interface Case {
  readonly title: string;
  readonly machine: unknown;
  readonly input: Json;
  /** What the tasks answer, in their order; one without an answer goes on. `long` stands for an output of so many characters. */
  readonly answers?: readonly ({ output: Json } | { error: string; cause: string } | { long: number })[];
  readonly expected: {
    readonly status: string;
    readonly output?: Json;
    readonly error?: string;
    readonly cause?: string;
    /** Milliseconds. */
    readonly elapsed?: number;
    readonly history: readonly string[];
  };
}

const FOLDER = new URL('./cases/', import.meta.url);
const CASES = readdirSync(FOLDER).map((file) => ({
  file,
  told: JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case,
}));

describe('the states language', () => {
  it.each(CASES.map(({ file, told }) => [told.title, file, told] as const))('%s (%s)', async (_, __, told) => {
    const { answers = [], expected } = told;
    const ran = await run(told.machine, told.input, (_input, call) => {
      const answer = answers[call - 1];
      return answer && 'long' in answer ? { output: 'x'.repeat(answer.long) } : answer;
    });
    const { history, elapsed, ...outcome } = expected;
    expect(types(ran)).toEqual(history);
    expect(ran.state).toMatchObject(outcome);
    if (elapsed !== undefined) expect(ran.elapsed).toBe(elapsed);
    // Ids count from 1, and every event follows one before it.
    expect(ran.history.map(({ id }) => id)).toEqual(ran.history.map((_event, at) => at + 1));
    for (const { id, previousEventId } of ran.history) expect(previousEventId).toBeLessThan(id);
  });
});

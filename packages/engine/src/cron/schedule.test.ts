import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextFiring, parseSchedule } from './schedule.ts';

const at = (text: string) => Date.parse(text);

/** The next `count` firings after an instant. */
function firings(expression: string, after: string, count: number): string[] {
  const schedule = parseSchedule(expression);
  if (!schedule) throw new Error(`${expression} is refused`);
  const found: string[] = [];
  let time = at(after);
  for (let index = 0; index < count; index += 1) {
    const next = nextFiring(schedule, at(after), time);
    if (next === undefined) return [...found, 'never'];
    found.push(new Date(next).toISOString().slice(0, 16));
    time = next;
  }
  return found;
}

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', ['2026-01-31T10:31', '2026-01-31T10:32']],
    ['rate(2 hours)', ['2026-01-31T12:30', '2026-01-31T14:30']],
    ['rate(1 day)', ['2026-02-01T10:30', '2026-02-02T10:30']],
    ['cron(0 12 * * ? *)', ['2026-01-31T12:00', '2026-02-01T12:00']],
    ['cron(15 10 ? * MON-FRI *)', ['2026-02-02T10:15', '2026-02-03T10:15']],
    ['cron(0/20 8-9 ? * 2 *)', ['2026-02-02T08:00', '2026-02-02T08:20', '2026-02-02T08:40', '2026-02-02T09:00']],
    ['cron(*/30 10 * * ? *)', ['2026-02-01T10:00', '2026-02-01T10:30']],
    ['cron(0 0 1 JAN,jul ? *)', ['2026-07-01T00:00', '2027-01-01T00:00']],
    ['cron(0 0 L * ? *)', ['2026-02-28T00:00', '2026-03-31T00:00']],
    ['cron(0 0 LW * ? *)', ['2026-02-27T00:00', '2026-03-31T00:00']],
    ['cron(0 0 1W * ? *)', ['2026-02-02T00:00', '2026-03-02T00:00', '2026-04-01T00:00']],
    ['cron(0 0 15W * ? *)', ['2026-02-16T00:00', '2026-03-16T00:00']],
    ['cron(0 9 ? * 2#1 *)', ['2026-02-02T09:00', '2026-03-02T09:00']],
    ['cron(0 9 ? * 6L *)', ['2026-02-27T09:00', '2026-03-27T09:00']],
    ['cron(0 9 ? * L *)', ['2026-02-07T09:00', '2026-02-14T09:00']],
    ['cron(0 9 ? * FRI-SUN *)', ['2026-02-01T09:00', '2026-02-06T09:00', '2026-02-07T09:00', '2026-02-08T09:00']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 30 2 ? *)', ['never']],
    ['cron(0 0 * * ? 2025)', ['never']],
    ['cron(0 0 1 1 ? 2027-2028)', ['2027-01-01T00:00', '2028-01-01T00:00', 'never']],
  ])('%s', (expression, expected) => {
    expect(firings(expression, '2026-01-31T10:30:00Z', expected.length)).toEqual(expected);
  });

  it.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(1 week)',
    'rate(5)',
    'cron(0 12 * * *)',
    'cron(0 12 * * * *)',
    'cron(0 12 ? * ? *)',
    'cron(60 12 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 12 32 * ? *)',
    'cron(0 12 ? * 8 *)',
    'cron(0 12 ? * 2#6 *)',
    'cron(0 12 ? * XYZ *)',
    'cron(*/0 12 * * ? *)',
    'every day',
    '',
  ])('%s is none', (expression) => {
    expect(parseSchedule(expression)).toBeUndefined();
  });

  it('by rate keeps its beat, however late it is looked at', () => {
    const schedule = { kind: 'rate', everyMs: 60_000 } as const;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 0, max: 1e9 }), (anchor, late) => {
        const next = nextFiring(schedule, anchor, anchor + late) ?? 0;
        expect((next - anchor) % 60_000).toBe(0);
        expect(next).toBeGreaterThan(anchor + late);
        expect(next).toBeLessThanOrEqual(anchor + late + 60_000);
      }),
    );
  });
});

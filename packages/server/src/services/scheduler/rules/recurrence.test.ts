import { describe, expect, it } from 'vitest';
import { nextDue } from './recurrence.ts';
import type { Schedule } from './schedule.ts';

const at = (text: string) => Date.parse(text);
const dues = (schedule: Partial<Schedule>, after: string, count: number) => {
  const found: string[] = [];
  let time = at(after);
  const full = { zone: 'UTC', state: 'ENABLED', createdAt: at(after), ...schedule } as Schedule;
  for (let turn = 0; turn < count; turn++) {
    const due = nextDue(full, time);
    if (due === undefined) break;
    found.push(new Date(due).toISOString().slice(0, 16));
    time = due;
  }
  return found;
};

describe('a schedule', () => {
  it('of a rate counts from its making, or its start', () => {
    expect(dues({ expression: 'rate(30 minutes)' }, '2026-01-01T00:10:00Z', 2)).toEqual([
      '2026-01-01T00:40',
      '2026-01-01T01:10',
    ]);
    const startsAt = at('2026-01-02T00:00:00Z');
    expect(dues({ expression: 'rate(1 day)', startsAt }, '2026-01-01T00:10:00Z', 2)).toEqual([
      '2026-01-02T00:00',
      '2026-01-03T00:00',
    ]);
  });

  it('of a moment is due once', () => {
    const schedule = { expression: 'at(2026-07-01T12:00:00)', zone: 'Europe/Berlin' };
    expect(dues(schedule, '2026-01-01T00:00:00Z', 3)).toEqual(['2026-07-01T10:00']);
    expect(dues(schedule, '2027-01-01T00:00:00Z', 3)).toEqual([]);
  });

  it('follows the clocks of its zone, skips what they skip, and comes once where they repeat', () => {
    const schedule = { expression: 'cron(30 2 * * ? *)', zone: 'America/New_York' };
    expect(dues(schedule, '2026-03-06T12:00:00Z', 3)).toEqual([
      '2026-03-07T07:30',
      '2026-03-09T06:30',
      '2026-03-10T06:30',
    ]);
    const autumn = { expression: 'cron(30 1 * * ? *)', zone: 'America/New_York' };
    expect(dues(autumn, '2026-10-31T12:00:00Z', 2)).toEqual(['2026-11-01T05:30', '2026-11-02T06:30']);
  });

  it('ends', () => {
    const endsAt = at('2026-01-01T01:00:00Z');
    expect(dues({ expression: 'rate(30 minutes)', endsAt }, '2026-01-01T00:00:00Z', 9)).toHaveLength(2);
    expect(dues({ expression: 'rate(30 minutes)', state: 'DISABLED' }, '2026-01-01T00:00:00Z', 9)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityAt } from './capacity.ts';

const schedule = (period: string, timeZone: string, floor: number, ceiling?: number) => ({
  ...{ period, timeZone, floor },
  ...(ceiling === undefined ? {} : { ceiling }),
});
const office = schedule('cron(* 8-17 ? * MON-FRI *)', 'Europe/Berlin', 5);
const pool = (...schedules: ReturnType<typeof schedule>[]) => ({ floor: 1, ceiling: 10, schedules });
const floorAt = (at: string, ...schedules: ReturnType<typeof schedule>[]) =>
  capacityAt(pool(...schedules), Date.parse(at)).floor;

describe('the capacity of a pool', () => {
  it.each([
    ['a winter’s morning', '2026-01-05T07:00:00Z', 5],
    ['the minute before', '2026-01-05T06:59:59Z', 1],
    ['a summer’s morning', '2026-07-06T06:00:00Z', 5],
    ['the last minute', '2026-07-06T15:59:59Z', 5],
    ['the evening', '2026-07-06T16:00:00Z', 1],
    ['a Sunday', '2026-07-05T10:00:00Z', 1],
  ])('follows the wall clock: %s', (_when, at, floor) => {
    expect(floorAt(at, office)).toBe(floor);
  });

  it('leaves out an hour that daylight saving time skips, and has twice one that it repeats', () => {
    const night = schedule('cron(* 2 ? * * *)', 'Europe/Berlin', 3);
    // Spring: 1:59 is followed by 3:00.
    expect(floorAt('2026-03-29T00:59:00Z', night)).toBe(1);
    expect(floorAt('2026-03-29T01:00:00Z', night)).toBe(1);
    // Autumn: 2:00 to 2:59 comes at midnight UTC and again at one.
    expect([0, 1, 2].map((hour) => floorAt(`2026-10-25T0${hour}:30:00Z`, night))).toEqual([3, 3, 1]);
  });

  it('is the highest floor and the highest ceiling of schedules that overlap', () => {
    const at = Date.parse('2026-01-05T10:00:00Z');
    const low = schedule('cron(* * ? * * *)', 'UTC', 2, 20);
    const high = schedule('cron(* 10 ? * * *)', 'UTC', 12, 15);
    expect(capacityAt(pool(low, high), at)).toEqual({ floor: 12, ceiling: 20 });
    expect(capacityAt(pool(high, low), at)).toEqual({ floor: 12, ceiling: 20 });
  });

  it('never has a floor above its ceiling', () => {
    const schedules = fc.array(
      fc.record({ floor: fc.nat(50), ceiling: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }) }),
    );
    fc.assert(
      fc.property(schedules, fc.nat(50), fc.integer({ min: 1, max: 50 }), (list, floor, ceiling) => {
        const found = list.map((one) => schedule('cron(* * ? * * *)', 'Asia/Kolkata', one.floor, one.ceiling));
        const capacity = capacityAt({ floor, ceiling, schedules: found }, 0);
        expect(capacity.floor).toBeLessThanOrEqual(capacity.ceiling);
      }),
    );
  });
});

import { type Clock, systemClock } from '../../../platform/clock.ts';

/** The real clock, which a test can put forward while builds really run. */
export interface ShiftedClock extends Clock {
  putForward(byMs: number): void;
}

export function shiftedClock(): ShiftedClock {
  let offset = 0;
  return {
    now: () => systemClock.now() + offset,
    after: systemClock.after,
    putForward(byMs) {
      offset += byMs;
    },
  };
}

import { describe, expect, it } from 'vitest';
import { acceptBatch, batchProblem } from './batch.ts';

const HOUR = 3_600_000;
const event = (timestamp: number, message = 'm') => ({ timestamp, message });

describe('a batch of events', () => {
  it.each([
    [[event(2), event(1)], /chronological order/],
    [[event(0), event(25 * HOUR)], /span more than 24 hours/],
    [Array.from({ length: 5 }, () => event(1, 'x'.repeat(250_000))), /Upload too large/],
  ])('is refused whole for what AWS refuses', (events, message) => expect(batchProblem(events)).toMatch(message));

  it('in order is no problem', () => expect(batchProblem([event(1), event(1), event(2)])).toBeUndefined());

  it('loses events that are too old, expired or too new', () => {
    const now = 100 * 24 * HOUR;
    const events = [event(now - 15 * 24 * HOUR), event(now - 5 * 24 * HOUR), event(now), event(now + 3 * HOUR)];
    expect(acceptBatch(events, now, 3)).toEqual({ kept: [events[2]], tooOldEnd: 1, expiredEnd: 2, tooNewStart: 3 });
  });
});

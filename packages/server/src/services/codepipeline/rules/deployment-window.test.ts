import { describe, expect, it } from 'vitest';
import { lookAtWindow } from './deployment-window.ts';

describe('a deployment window', () => {
  it.each([
    // Saturday, 21 November 2026
    ['* * 9-17 ? * MON-FRI *', undefined, '2026-11-20T10:00Z', true],
    ['* * 9-17 ? * MON-FRI', 'UTC', '2026-11-21T10:00Z', false],
    ['0 0/30 9-17 ? * MON-FRI', undefined, '2026-11-20T09:30Z', true],
    ['0 0/30 9-17 ? * MON-FRI', undefined, '2026-11-20T09:31Z', false],
    ['* * 9-17 ? * MON-FRI', 'America/New_York', '2026-11-20T22:30Z', true],
    ['* * 9-17 ? * MON-FRI', 'Asia/Tokyo', '2026-11-20T10:00Z', false],
    ['* * 9-17 ? * MON-FRI', 'UTC-05:00', '2026-11-20T22:30Z', true],
    ['* * 0 ? * SAT', 'UTC+5:30', '2026-11-20T18:45Z', true],
    ['* * * L * ?', undefined, '2026-11-30T00:00Z', true],
    ['* * * ? * 6#3', undefined, '2026-11-20T00:00Z', true],
    ['* * * ? * 6#3', undefined, '2026-11-27T00:00Z', false],
    ['* * * 15W * ?', undefined, '2026-11-16T00:00Z', true],
    ['* * * ? * * 2027', undefined, '2026-11-20T00:00Z', false],
  ])('%s in %s at %s: %s', (cron, zone, at, open) => {
    expect(lookAtWindow(cron, zone, Date.parse(at))).toEqual({ open });
  });

  it.each([
    ['* * 9-17 * * MON-FRI', undefined, /Cron is not/],
    ['9-17', undefined, /Cron is not/],
    ['* * 9-17 ? * MON', 'Mars/Olympus', /TimeZone is not known: Mars/],
    ['* * 9-17 ? * MON', 'UTC+99', /TimeZone is not known/],
  ])('%s in %s is refused', (cron, zone, problem) => {
    expect(lookAtWindow(cron, zone, 0)).toEqual({ problem: expect.stringMatching(problem) });
  });
});

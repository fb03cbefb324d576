import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LaunchBucket, nextLaunchAt, pauseAfter, refill, takeLaunch, throttle } from './launch-rate.ts';

const NEW: LaunchBucket = { tokens: 0, at: 0, throttles: 0 };
const rate = { launchesPerSecond: 2, launchBurst: 5 };

describe('the rate of launches', () => {
  it('allows a burst, and then so many a second, whenever it is asked', () => {
    const asks = fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (pauses, perSecond, burst) => {
        const limits = { launchesPerSecond: perSecond, launchBurst: burst };
        const launches: number[] = [];
        let [bucket, now] = [NEW, 1_000];
        for (const pause of pauses) {
          now += pause;
          bucket = refill(bucket, limits, now);
          const taken = takeLaunch(bucket, now);
          if (taken) launches.push(now);
          bucket = taken ?? bucket;
        }
        for (const [index, from] of launches.entries()) {
          for (const [later, until] of launches.slice(index).entries()) {
            expect(later + 1).toBeLessThanOrEqual(burst + ((until - from) / 1_000) * perSecond + 1e-6);
          }
        }
      }),
    );
  });

  it('tells when the next one may be, and it may then', () => {
    let bucket = refill(NEW, rate, 1_000);
    for (let count = 0; count < 5; count += 1) bucket = takeLaunch(bucket, 1_000) ?? bucket;
    expect(takeLaunch(bucket, 1_000)).toBeUndefined();
    const next = nextLaunchAt(bucket, rate);
    expect(next).toBe(1_500);
    expect(takeLaunch(refill(bucket, rate, next), next)).toBeDefined();
  });

  it('is none for a while after EC2 throttled, longer each time', () => {
    let bucket = refill(NEW, rate, 1_000);
    const pauses: number[] = [];
    for (let count = 0; count < 8; count += 1) {
      const now = Math.max(bucket.at, 1_000);
      bucket = throttle(bucket, now, 1);
      expect(takeLaunch(refill(bucket, rate, bucket.at - 1), bucket.at - 1)).toBeUndefined();
      pauses.push(bucket.at - now);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('spreads those who wait: by chance, a pause is half of it to all of it', () => {
    const bounds = { firstMs: 100, longestMs: 10_000 };
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
        const whole = pauseAfter(failures, 1, bounds);
        const pause = pauseAfter(failures, chance, bounds);
        expect(pause).toBeGreaterThanOrEqual(whole / 2);
        expect(pause).toBeLessThanOrEqual(whole);
      }),
    );
  });
});

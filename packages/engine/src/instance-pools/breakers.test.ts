import { describe, expect, it } from 'vitest';
import { admits, type Breakers, close, countFailure, growBatch, openForQuota, quotaKey } from './breakers.ts';

const failure = { code: 'VcpuLimitExceeded', message: 'enough', now: 0, chance: 1, count: 1 };
const MINUTE = 60_000;

describe('a quota', () => {
  it.each([
    ['m7a.large', 'spot', 'quota:spot:standard'],
    ['c8g.xlarge', 'on-demand', 'quota:on-demand:standard'],
    ['t3.micro', 'on-demand', 'quota:on-demand:standard'],
    ['g5.xlarge', 'on-demand', 'quota:on-demand:g'],
    ['p5.48xlarge', 'on-demand', 'quota:on-demand:p'],
    ['inf2.xlarge', 'on-demand', 'quota:on-demand:inf'],
    ['dl1.24xlarge', 'on-demand', 'quota:on-demand:dl'],
    ['hpc7a.96xlarge', 'on-demand', 'quota:on-demand:hpc'],
    ['mac2.metal', 'on-demand', 'quota:on-demand:mac'],
    ['trn1.2xlarge', 'on-demand', 'quota:on-demand:trn'],
  ] as const)('of %s %s is %s', (type, lifecycle, key) => {
    expect(quotaKey({ type, lifecycle })).toBe(key);
  });

  it('that was reached admits nothing for a while, then one that tries, and longer pauses when that fails', () => {
    let breakers = openForQuota({}, 'q', failure);
    expect(admits(breakers.q, MINUTE - 1)).toBe('nothing');
    expect(admits(breakers.q, MINUTE)).toBe('probe');
    // Those that were launched at the same time fail with it, and count once.
    expect(openForQuota(breakers, 'q', failure)).toBe(breakers);
    breakers = openForQuota(breakers, 'q', { ...failure, now: MINUTE });
    expect(breakers.q?.openUntil).toBe(3 * MINUTE);
    for (let count = 0; count < 10; count += 1) {
      const now = breakers.q?.openUntil ?? 0;
      breakers = openForQuota(breakers, 'q', { ...failure, now });
      expect((breakers.q?.openUntil ?? 0) - now).toBeLessThanOrEqual(30 * MINUTE);
    }
    expect(admits(close(breakers, 'q').q, 0)).toBe('all');
  });
});

describe('what a quota leaves', () => {
  it('is found by halves, and asked for again in doubles', () => {
    const left = { free: 10 };
    const asked: number[] = [];
    let breakers: Breakers = {};
    let batch = 50;
    while (admits(breakers.q, 0) === 'all') {
      asked.push(batch);
      if (batch <= left.free) {
        left.free -= batch;
        breakers = growBatch(breakers, 'q', batch);
      } else breakers = openForQuota(breakers, 'q', { ...failure, count: batch });
      batch = breakers.q?.batch ?? 50;
    }
    expect(asked).toEqual([50, 25, 12, 6, 12, 6, 3, 6, 3, 1, 2, 1]);
    expect(left.free).toBe(0);
  });

  it('is no question any more when a large launch was admitted', () => {
    const breakers = openForQuota({}, 'q', { ...failure, count: 50 });
    expect(breakers.q).toMatchObject({ batch: 25, failures: 0 });
    expect(growBatch(breakers, 'q', 25)).toEqual({});
    expect(growBatch({}, 'q', 1)).toEqual({});
  });
});

describe('a version of a pool', () => {
  it('is stopped by so many failures in a row, and tried with one after a while', () => {
    let breakers: Breakers = {};
    for (let count = 1; count <= 3; count += 1) {
      expect(admits(breakers.v, 0)).toBe('all');
      breakers = countFailure(breakers, 'v', { ...failure, limit: 3 });
    }
    expect(breakers.v).toMatchObject({ kind: 'broken', failures: 3, code: 'VcpuLimitExceeded' });
    expect(admits(breakers.v, 5 * MINUTE - 1)).toBe('nothing');
    expect(admits(breakers.v, 5 * MINUTE)).toBe('probe');
    const again = countFailure(breakers, 'v', { ...failure, now: 5 * MINUTE, limit: 3 });
    expect(again.v?.openUntil).toBe(15 * MINUTE);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportCosts } from './costs.ts';
import type { Usage } from './usage.ts';

const PRICES = { 'm7a.large': { onDemand: 3.6, spot: 0.36 }, 'm6a.large': { onDemand: 7.2 } };
const MINUTE = 60_000;

const instance = (more: Partial<Usage> = {}): Usage =>
  ({
    ...{ kind: 'instance', id: 'a/0', instance: 'a', pool: 'warm', type: 'm7a.large', lifecycle: 'on-demand' },
    ...{ from: 0, until: 10 * MINUTE },
    ...more,
  }) as Usage;
const build = (more: object = {}): Usage =>
  ({ ...instance(), kind: 'build', id: 'one/1', build: 'one', until: MINUTE, ...more }) as Usage;

describe('costs', () => {
  it('are by the second, of instances for their pool and of leases for their build', () => {
    const report = reportCosts([instance(), build(), build({ id: 'one/2', lifecycle: 'spot' })], PRICES);
    expect(report.pools.warm).toMatchObject({ onDemandSeconds: 600, spotSeconds: 0, buildSeconds: 120 });
    expect(report.pools.warm?.dollars).toBeCloseTo(0.6);
    expect(report.pools.warm?.usedDollars).toBeCloseTo(0.066);
    expect(report.builds.one).toMatchObject({ seconds: 120, attempts: 2 });
    expect(report.builds.one?.dollars).toBeCloseTo(0.066);
  });

  it('of an instance are those of a minute at least, each time it starts', () => {
    const short = { until: 1_000 };
    const report = reportCosts([instance(short), instance({ ...short, id: 'a/1' })], PRICES);
    expect(report.pools.warm?.dollars).toBeCloseTo(0.12);
  });

  it('that cannot be known are named, not taken for none', () => {
    const unknown = [instance({ type: 'x1.large' }), instance({ type: 'm6a.large', lifecycle: 'spot' })];
    expect(reportCosts([...unknown, instance({ type: 'constructor' })], PRICES).unpriced).toEqual([
      ...['constructor', 'm6a.large spot', 'x1.large'],
    ]);
  });

  it('of all pools together are the same however usages are split among pools', () => {
    const spans = fc.array(
      fc.record({ pool: fc.constantFrom('a', 'b', 'c'), seconds: fc.integer({ min: 60, max: 1e5 }) }),
    );
    fc.assert(
      fc.property(spans, (list) => {
        const usages = list.map(({ pool, seconds }, at) => instance({ id: `${at}/0`, pool, until: seconds * 1_000 }));
        const sum = Object.values(reportCosts(usages, PRICES).pools).reduce((all, { dollars }) => all + dollars, 0);
        expect(sum).toBeCloseTo(list.reduce((all, { seconds }) => all + seconds, 0) * 0.001);
      }),
    );
  });
});

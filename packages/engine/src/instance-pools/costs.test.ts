import { describe, expect, it } from 'vitest';
import { countCosts, OWN_INSTANCES } from './costs.ts';
import { DEFAULT_PRICES, type Prices, readPrices } from './prices.ts';
import type { Usage } from './usage.ts';

const HOUR = 3_600_000;
const PRICES: Prices = {
  ...{ currency: 'EUR', source: 'a test', date: '2026-01' },
  ...{ onDemand: { big: 3.6, small: 0.36 }, spot: { big: 1.2 } },
};
const WEEK = { from: 0, until: 100 * HOUR, mostBuilds: 10 };

const stretch = (id: string, from: number, until: number, more: Partial<Usage> = {}): Usage =>
  ({
    kind: 'instance',
    id,
    instance: id,
    pool: 'fast',
    type: 'big',
    lifecycle: 'on-demand',
    from,
    until,
    ...more,
  }) as Usage;
const lease = (build: string, from: number, until: number, more: Partial<Usage> = {}): Usage =>
  ({
    ...{ kind: 'build', id: `${build}/1`, instance: 'i', build, pool: 'fast', type: 'big', lifecycle: 'on-demand' },
    ...{ from, until, ...more },
  }) as Usage;

describe('costs', () => {
  it('of a stretch are by the second, a minute at least', () => {
    const costOf = (usage: Usage) => countCosts([usage], PRICES, WEEK).pools[0]?.cost;
    expect(costOf(stretch('a', 0, HOUR))).toBeCloseTo(3.6);
    expect(costOf(stretch('a', 0, 90_000))).toBeCloseTo(0.09);
    expect(costOf(stretch('a', 0, 1_000))).toBeCloseTo(0.06);
    expect(costOf(stretch('a', 0, HOUR, { lifecycle: 'spot' }))).toBeCloseTo(1.2);
  });

  it('of a pool are those of its instances; what no build had is idle', () => {
    const usages = [stretch('a', 0, HOUR), stretch('b', 0, HOUR, { lifecycle: 'spot' }), lease('one', 0, HOUR / 2)];
    const [pool] = countCosts(usages, PRICES, WEEK).pools;
    expect(pool).toMatchObject({ pool: 'fast', instances: 2, builds: 1, billedMs: 2 * HOUR, busyMs: HOUR / 2 });
    expect(pool?.onDemand).toBeCloseTo(3.6);
    expect(pool?.spot).toBeCloseTo(1.2);
    expect(pool?.idleCost).toBeCloseTo(3);
  });

  it('of a build on an instance of its own are all that the instance cost, on a shared one its time', () => {
    const own = { pool: 'build:two' };
    const usages = [lease('one', 0, HOUR / 2), stretch('x', 0, HOUR, own), lease('two', 0, HOUR / 4, own)];
    const { builds, pools } = countCosts(usages, PRICES, WEEK);
    expect(builds.map(({ build, pool, busyMs }) => [build, pool, busyMs])).toEqual([
      ['two', OWN_INSTANCES, HOUR / 4],
      ['one', 'fast', HOUR / 2],
    ]);
    expect(builds.map(({ cost }) => cost)).toEqual([expect.closeTo(3.6), expect.closeTo(1.8)]);
    expect(pools.map(({ pool }) => pool)).toEqual([OWN_INSTANCES, 'fast']);
  });

  it('count only the part that lies in the time', () => {
    const usages = [stretch('a', 0, 3 * HOUR), stretch('b', 0, HOUR), lease('one', HOUR, 3 * HOUR)];
    const report = countCosts(usages, PRICES, { from: 2 * HOUR, until: 4 * HOUR, mostBuilds: 10 });
    expect(report.pools).toMatchObject([{ instances: 1, billedMs: HOUR, busyMs: HOUR }]);
  });

  it('add the attempts of a build up', () => {
    const usages = [lease('one', 0, HOUR), lease('one', HOUR, 2 * HOUR, { id: 'one/2' })];
    const { builds } = countCosts(usages, PRICES, WEEK);
    expect(builds).toMatchObject([{ build: 'one', attempts: 2, busyMs: 2 * HOUR }]);
    expect(builds[0]?.cost).toBeCloseTo(7.2);
  });

  it('say what has no price, and what counts at another', () => {
    const usages = [
      stretch('a', 0, HOUR, { type: 'new' }),
      stretch('b', 0, HOUR, { type: 'small', lifecycle: 'spot' }),
      stretch('c', 0, HOUR, { type: 'toString' }),
    ];
    const report = countCosts(usages, PRICES, WEEK);
    expect(report).toMatchObject({ unpriced: ['new', 'toString'], spotAtOnDemand: ['small'] });
    expect(report.pools[0]?.cost).toBeCloseTo(0.36);
  });

  it('list the most expensive builds, and count the others', () => {
    const usages = [1, 2, 3].map((hours) => lease(`b${hours}`, 0, hours * HOUR));
    const { builds, omittedBuilds } = countCosts(usages, PRICES, { ...WEEK, mostBuilds: 1 });
    expect(builds.map(({ build }) => build)).toEqual(['b3']);
    expect(omittedBuilds).toEqual({ count: 2, cost: expect.closeTo(10.8) });
  });
});

describe('prices', () => {
  it('have defaults in proportion to the size', () => {
    expect(DEFAULT_PRICES.onDemand).toMatchObject({ 'm5.large': 0.096, 'm5.4xlarge': 0.768, 't3.micro': 0.0104 });
  });

  it.each([
    [[], 'prices: must be an object'],
    [{}, 'onDemand: must be an object of prices an hour by instance type'],
    [{ onDemand: { 'm5.large': '1' } }, 'onDemand.m5.large: must be a number that is not below 0'],
    [{ onDemand: {}, spot: { a: -1 } }, 'spot.a: must be a number that is not below 0'],
    [{ onDemand: {}, prices: {} }, 'prices: is unknown'],
    [{ onDemand: {}, currency: 1 }, 'currency: must be a text'],
  ])('%j are refused: %s', (json, problem) => expect(readPrices(json)).toEqual({ problems: [problem] }));

  it('are read with what is left out', () => {
    expect(readPrices({ onDemand: { a: 1 } })).toMatchObject({
      prices: { currency: 'USD', onDemand: { a: 1 }, spot: {} },
    });
  });
});

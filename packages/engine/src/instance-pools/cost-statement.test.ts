import { describe, expect, it } from 'vitest';
import { OWN_INSTANCES, stateCosts } from './cost-statement.ts';
import { DEFAULT_PRICES, type Prices, readPrices } from './prices.ts';
import type { Usage } from './usage.ts';

const HOUR = 3_600_000;
const PRICES: Prices = {
  ...{ currency: 'EUR', source: 'a test', date: '2026-01' },
  types: { big: { onDemand: 3.6, spot: 1.2 }, small: { onDemand: 0.36 } },
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
    const costOf = (usage: Usage) => stateCosts([usage], PRICES, WEEK).pools[0]?.cost;
    expect(costOf(stretch('a', 0, HOUR))).toBeCloseTo(3.6);
    expect(costOf(stretch('a', 0, 90_000))).toBeCloseTo(0.09);
    expect(costOf(stretch('a', 0, 1_000))).toBeCloseTo(0.06);
    expect(costOf(stretch('a', 0, HOUR, { lifecycle: 'spot' }))).toBeCloseTo(1.2);
  });

  it('of a pool are those of its instances; what no build had is idle', () => {
    const usages = [stretch('a', 0, HOUR), stretch('b', 0, HOUR, { lifecycle: 'spot' }), lease('one', 0, HOUR / 2)];
    const [pool] = stateCosts(usages, PRICES, WEEK).pools;
    expect(pool).toMatchObject({ pool: 'fast', instances: 2, builds: 1, billedMs: 2 * HOUR, busyMs: HOUR / 2 });
    expect(pool?.onDemand).toBeCloseTo(3.6);
    expect(pool?.spot).toBeCloseTo(1.2);
    expect(pool?.idleCost).toBeCloseTo(3);
  });

  it('of a build on an instance of its own are all that the instance cost, on a shared one its time', () => {
    const own = { pool: 'build:two' };
    const usages = [lease('one', 0, HOUR / 2), stretch('x', 0, HOUR, own), lease('two', 0, HOUR / 4, own)];
    const { builds, pools } = stateCosts(usages, PRICES, WEEK);
    expect(builds.map(({ build, pool, busyMs }) => [build, pool, busyMs])).toEqual([
      ['two', OWN_INSTANCES, HOUR / 4],
      ['one', 'fast', HOUR / 2],
    ]);
    expect(builds.map(({ cost }) => cost)).toEqual([expect.closeTo(3.6), expect.closeTo(1.8)]);
    expect(pools.map(({ pool }) => pool)).toEqual([OWN_INSTANCES, 'fast']);
  });

  it('count only the part that lies in the time', () => {
    const usages = [stretch('a', 0, 3 * HOUR), stretch('b', 0, HOUR), lease('one', HOUR, 3 * HOUR)];
    const report = stateCosts(usages, PRICES, { from: 2 * HOUR, until: 4 * HOUR, mostBuilds: 10 });
    expect(report.pools).toMatchObject([{ instances: 1, billedMs: HOUR, busyMs: HOUR }]);
  });

  it('add the attempts of a build up', () => {
    const usages = [lease('one', 0, HOUR), lease('one', HOUR, 2 * HOUR, { id: 'one/2' })];
    const { builds } = stateCosts(usages, PRICES, WEEK);
    expect(builds).toMatchObject([{ build: 'one', attempts: 2, busyMs: 2 * HOUR }]);
    expect(builds[0]?.cost).toBeCloseTo(7.2);
  });

  it('say what has no price, and what counts at another', () => {
    const usages = [
      stretch('a', 0, HOUR, { type: 'new' }),
      stretch('b', 0, HOUR, { type: 'small', lifecycle: 'spot' }),
      stretch('c', 0, HOUR, { type: 'toString' }),
    ];
    const report = stateCosts(usages, PRICES, WEEK);
    expect(report).toMatchObject({ unpriced: ['new', 'toString'], spotAtOnDemand: ['small'] });
    expect(report.pools[0]?.cost).toBeCloseTo(0.36);
  });

  it('list the most expensive builds, and count the others', () => {
    const usages = [1, 2, 3].map((hours) => lease(`b${hours}`, 0, hours * HOUR));
    const { builds, omittedBuilds } = stateCosts(usages, PRICES, { ...WEEK, mostBuilds: 1 });
    expect(builds.map(({ build }) => build)).toEqual(['b3']);
    expect(omittedBuilds).toEqual({ count: 2, cost: expect.closeTo(10.8) });
  });
});

describe('prices', () => {
  it('have defaults in proportion to the size', () => {
    const { 'm5.4xlarge': large, 't3.micro': small } = DEFAULT_PRICES.types;
    expect([large, small]).toEqual([{ onDemand: 0.768 }, { onDemand: 0.0104 }]);
    expect(readPrices(DEFAULT_PRICES)).toEqual({ prices: DEFAULT_PRICES });
  });

  it.each([
    [[], 'prices: must be an object'],
    [{}, 'types: must be an object of instance types'],
    [{ types: { a: 1 } }, 'types.a: must be an object with onDemand, and perhaps spot'],
    [{ types: { a: { onDemand: '1' } } }, 'types.a.onDemand: must be a number that is not below 0'],
    [{ types: { a: { onDemand: 1, spot: -1 } } }, 'types.a.spot: must be a number that is not below 0'],
    [{ types: { a: { onDemand: 1, sopt: 1 } } }, 'types.a.sopt: is unknown'],
    [{ types: {}, prices: {} }, 'prices: is unknown'],
    [{ types: {}, currency: 1 }, 'currency: must be a text'],
  ])('%j are refused: %s', (json, problem) => expect(readPrices(json)).toEqual({ problems: [problem] }));

  it('are read with what is left out', () => {
    const types = { a: { onDemand: 1 } };
    expect(readPrices({ types })).toEqual({
      prices: { currency: 'USD', source: 'prices of this installation', date: '', types },
    });
  });
});

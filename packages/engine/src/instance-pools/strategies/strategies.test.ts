import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pool, STRATEGY_NAMES } from '../pool.ts';
import { readPool } from '../read-pool.ts';
import { STRATEGIES } from './all-strategies.ts';

const poolOf = (json: object): Pool => {
  const read = readPool({
    ...{ name: 'builders', image: 'ami-0123456789abcdef0', instanceProfile: 'builders' },
    ...{ instanceTypes: ['m7a.large'], ceiling: 10, idleMinutes: 5 },
    ...json,
  });
  if ('problems' in read) throw new Error(read.problems.join());
  return read.pool;
};

describe('strategies', () => {
  it('are those that pools may name', () => {
    expect(Object.keys(STRATEGIES).sort()).toEqual([...STRATEGY_NAMES].sort());
  });

  describe.each(STRATEGY_NAMES)('%s', (name) => {
    const strategy = STRATEGIES[name];
    const pool = poolOf({ strategy: name });

    it('goes by the name it is listed under, and has no problem with a pool of defaults', () => {
      expect(strategy.name).toBe(name);
      expect(strategy.problems(pool)).toEqual([]);
    });

    it('begins each problem with a key', () => {
      const worst = {
        ...pool,
        floor: 3,
        hibernates: true,
        maximumAgeMinutes: 1e6,
        schedules: [{ period: '', timeZone: '', floor: 2 }],
      };
      for (const problem of strategy.problems(worst)) expect(problem).toMatch(/^[a-zA-Z]+: ./);
    });

    it('always knows a price to launch at, each once', () => {
      fc.assert(
        fc.property(fc.nat(20), fc.nat(20), (onDemand, spot) => {
          const lifecycles = strategy.lifecycles(pool, { onDemand, spot });
          expect(lifecycles.length).toBeGreaterThan(0);
          expect(new Set(lifecycles).size).toBe(lifecycles.length);
        }),
      );
    });

    it('stops only what it parks, and never more than the floor', () => {
      fc.assert(
        fc.property(fc.nat(1e9), fc.boolean(), (forMs, isAboveFloor) => {
          const fate = strategy.whenUnneeded(pool, { forMs, isAboveFloor });
          if (fate === 'stop') expect([strategy.parks, isAboveFloor]).toEqual([true, false]);
        }),
      );
    });

    it('lets go what is above the floor when it was idle for long enough', () => {
      expect(strategy.whenUnneeded(pool, { forMs: 5 * 60_000, isAboveFloor: true })).toBe('end');
    });

    it('keeps what the floor needs, or keeps nothing at all', () => {
      const fate = strategy.whenUnneeded(pool, { forMs: 5 * 60_000, isAboveFloor: false });
      const keepsNothing = strategy.problems({ ...pool, floor: 1 }).length > 0;
      expect(fate === 'end').toBe(keepsNothing);
    });

    it('decides alike each time it is asked', () => {
      const asked = { forMs: 4 * 60_000, isAboveFloor: true };
      expect(strategy.whenUnneeded(pool, asked)).toBe(strategy.whenUnneeded(pool, asked));
      expect(strategy.afterJob(pool)).toBe(strategy.afterJob(pool));
    });
  });

  it.each([
    [{ onDemandBase: 2 }, 1, ['on-demand']],
    [{ onDemandBase: 2 }, 2, ['spot', 'on-demand']],
    [{ fallsBack: false }, 0, ['spot']],
  ])('spot with %j and %i on-demand instances tries %j', (json, onDemand, lifecycles) => {
    expect(STRATEGIES.spot.lifecycles(poolOf({ strategy: 'spot', ...json }), { onDemand, spot: 0 })).toEqual(
      lifecycles,
    );
  });
});

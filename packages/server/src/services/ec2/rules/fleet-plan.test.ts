import { describe, expect, it } from 'vitest';
import { divideCapacity, orderOverrides } from './fleet-plan.ts';

describe('a fleet', () => {
  it.each([
    [{ total: 5 }, [5, 0]],
    [{ total: 5, defaultTarget: 'spot' as const }, [0, 5]],
    [{ total: 5, onDemand: 2, defaultTarget: 'spot' as const }, [2, 3]],
    [{ total: 5, onDemand: 1, spot: 2, defaultTarget: 'on-demand' as const }, [3, 2]],
  ])('of %j has %j', (asked, [onDemand, spot]) => {
    expect(divideCapacity(asked)).toMatchObject({ onDemand, spot });
  });

  it('tries the cheapest first, or what comes first', () => {
    const candidates = [
      { instanceType: 'm5.large', priority: 1 },
      { instanceType: 'c5.large', priority: 2 },
    ];
    const names = (strategy?: string) => orderOverrides(candidates, strategy).map(({ instanceType }) => instanceType);
    expect(names('lowest-price')).toEqual(['c5.large', 'm5.large']);
    expect(names('prioritized')).toEqual(['m5.large', 'c5.large']);
  });
});

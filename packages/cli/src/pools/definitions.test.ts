import { describe, expect, it } from 'vitest';
import { checkDefinition, setDrains } from './definitions.ts';

const pool = { strategy: 'warm', image: 'ami-0123456789abcdef0', instanceTypes: ['m5.large'], ceiling: 4 };
const check = (json: unknown, name = 'fast') =>
  checkDefinition(typeof json === 'string' ? json : JSON.stringify(json), {
    name,
    file: 'pool.json',
    instanceProfile: 'builders',
  });

describe('checking the definition of a pool', () => {
  it('stores what was written, without what it would be by default', () => {
    expect(JSON.parse(check(pool))).toEqual(pool);
    expect(JSON.parse(check({ ...pool, name: 'fast' }))).toMatchObject({ name: 'fast' });
  });

  it.each([
    [{ ...pool, ceiling: undefined }, 'fast', '  ceiling: is missing'],
    [{ ...pool, flor: 1, floor: 'x' }, 'fast', '  flor: is unknown\n  floor: must be a whole number'],
    [{ ...pool, name: 'slow' }, 'fast', '  name: is slow, and not fast'],
    ['{', 'fast', 'pool.json is not valid JSON'],
    ['[]', 'fast', 'pool.json must hold a JSON object'],
    [pool, 'on-demand', "'on-demand' is no name for a pool"],
    [pool, 'a.b', "'a.b' is no name for a pool"],
  ])('refuses %j as %s: %s', (json, name, problem) => expect(() => check(json, name)).toThrow(problem));
});

describe('draining a pool', () => {
  it('changes nothing else of its definition, and is undone', () => {
    const text = JSON.stringify({ ...pool, unknown: [1] });
    const drained = setDrains(text, 'fast', true);
    expect(JSON.parse(drained)).toEqual({ ...pool, unknown: [1], drains: true });
    expect(setDrains(drained, 'fast', true)).toBe(drained);
    expect(JSON.parse(setDrains(drained, 'fast', false))).toEqual({ ...pool, unknown: [1] });
  });
});

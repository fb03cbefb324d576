import { describe, expect, it } from 'vitest';
import { PoolYard } from '../testing/pool-yard.ts';

describe('a pool', () => {
  it('launches an instance for a build and ends it afterwards', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    const instance = await yard.place('one');
    expect(yard.told('one')).toEqual(['placed']);
    await yard.release('one');
    await yard.until(() => yard.ec2.alive().length === 0);
    expect(yard.ec2.get(instance).ending).toBeDefined();
    await yard.until(() => yard.phases().length === 0);
    expect(yard.ec2.count('RunInstances')).toBe(1);
  });
});

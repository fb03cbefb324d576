import { describe, expect, it } from 'vitest';
import { MINUTE, PoolYard } from '../testing/pool-yard.ts';

const launches = (yard: PoolYard) => yard.ec2.calls.filter(({ operation }) => operation === 'RunInstances');

describe('capacity', () => {
  it('22: without capacity a build stays queued while the next type, zone and price are tried', async () => {
    const yard = new PoolYard({
      ...{ strategy: 'spot', instanceTypes: ['m7a.large', 'm6a.large'], subnets: ['subnet-a', 'subnet-b'] },
    });
    for (const type of ['m7a.large', 'm6a.large']) {
      for (const subnet of ['subnet-a', 'subnet-b']) {
        yard.ec2.capacity.set(`spot/${type}/${subnet}`, 0);
        yard.ec2.capacity.set(`on-demand/${type}/${subnet}`, 0);
      }
    }
    await yard.ask('one');
    await yard.pass(30_000);
    expect(
      launches(yard).map(({ input }) => [
        input.InstanceMarketOptions ? 'spot' : 'on-demand',
        input.InstanceType,
        input.SubnetId,
      ]),
    ).toEqual([
      ['spot', 'm7a.large', 'subnet-a'],
      ['spot', 'm7a.large', 'subnet-b'],
      ['spot', 'm6a.large', 'subnet-a'],
      ['spot', 'm6a.large', 'subnet-b'],
      ['on-demand', 'm7a.large', 'subnet-a'],
      ['on-demand', 'm7a.large', 'subnet-b'],
      ['on-demand', 'm6a.large', 'subnet-a'],
      ['on-demand', 'm6a.large', 'subnet-b'],
    ]);
    expect(yard.request('one')).toMatchObject({
      phase: 'waiting',
      reason: expect.stringContaining('there is no capacity'),
    });
    // It is tried again, less and less often.
    await yard.pass(30 * MINUTE, 10_000);
    expect(launches(yard).length).toBeLessThan(60);
    yard.ec2.capacity.delete('on-demand/m6a.large/subnet-b');
    await yard.until(() => yard.request('one').phase === 'placed', 10_000);
  });

  it('22: who waits for longer than the pool allows is told why', async () => {
    const yard = new PoolYard({ strategy: 'per-job', queueMinutes: 20 });
    yard.ec2.capacity.set('on-demand/m7a.large/', 0);
    await yard.ask('one');
    await yard.pass(21 * MINUTE, 10_000);
    expect(yard.told('one')).toEqual(['failed']);
    expect(yard.request('one').reason).toBe(
      'there was no instance of pool builders for 20 minutes: there is no capacity for on-demand m7a.large',
    );
  });

  it('23: a quota that is reached stops the launches of its kind in every pool, and is tried with one instance', async () => {
    const yard = new PoolYard({ name: 'one', strategy: 'per-job' }, { name: 'two', strategy: 'per-job' });
    yard.ec2.faults.push({ operation: 'RunInstances', code: 'VcpuLimitExceeded', status: 400, times: 3 });
    for (let index = 0; index < 5; index += 1) await yard.ask(`of-one-${index}`, 'one');
    await yard.pass(2_000);
    for (let index = 0; index < 5; index += 1) await yard.ask(`of-two-${index}`, 'two');
    await yard.pass(25_000);
    expect(launches(yard).map(({ input }) => input.MaxCount)).toEqual([5, 2, 1]);
    expect(yard.request('of-two-0').reason).toContain('VcpuLimitExceeded');
    expect(Object.values(yard.store.state.ledger.breakers)).toMatchObject([
      { kind: 'quota', code: 'VcpuLimitExceeded' },
    ]);
    await yard.until(() => launches(yard).length === 4);
    expect(launches(yard)[3]?.input).toMatchObject({ MaxCount: 1 });
    await yard.until(() => yard.news.length === 10);
    const [breaker] = Object.values(yard.store.state.ledger.breakers);
    expect(breaker?.openUntil).toBeUndefined();
    expect(yard.warnings).toContain('launches are stopped');
  });

  it('23: what a quota leaves is used, down to the last instance', async () => {
    const yard = new PoolYard({ strategy: 'per-job', ceiling: 100 });
    const isTooMuch = (input: Record<string, unknown>) => yard.ec2.alive().length + Number(input.MaxCount) > 10;
    yard.ec2.faults.push({ operation: 'RunInstances', code: 'VcpuLimitExceeded', status: 400, when: isTooMuch });
    await yard.askAll(50);
    await yard.pass(30_000);
    expect(yard.ec2.alive()).toHaveLength(10);
    expect(launches(yard).length).toBeLessThan(15);
  });

  it('23: a quota of spot instances leaves on-demand ones alone', async () => {
    const yard = new PoolYard({ strategy: 'spot' });
    const isSpot = (input: Record<string, unknown>) => input.InstanceMarketOptions !== undefined;
    yard.ec2.faults.push({
      operation: 'RunInstances',
      code: 'MaxSpotInstanceCountExceeded',
      status: 400,
      when: isSpot,
    });
    expect(yard.ec2.get(await yard.place('one')).lifecycle).toBe('on-demand');
  });

  it('24: what a launch brings is kept, and only the rest is tried elsewhere', async () => {
    const yard = new PoolYard({ strategy: 'per-job', subnets: ['subnet-a', 'subnet-b'] });
    yard.ec2.capacity.set('on-demand/m7a.large/subnet-a', 3);
    await yard.askAll(8);
    await yard.until(() => yard.news.length === 8);
    expect(launches(yard).map(({ input }) => [input.SubnetId, input.MaxCount])).toEqual([
      ['subnet-a', 8],
      ['subnet-b', 5],
    ]);
    expect(yard.ec2.instances.size).toBe(8);
  });

  it('25: an open spot request counts for nothing', async () => {
    const yard = new PoolYard({ strategy: 'spot', ceiling: 1 });
    yard.ec2.spotRequests.set('sir-open', { state: 'open', status: 'capacity-not-available', createdAt: yard.ec2.now });
    await yard.place('one');
  });

  it('26: schedulers that race never launch beyond the ceiling', async () => {
    const yard = new PoolYard({ strategy: 'warm', ceiling: 7, floor: 3 });
    await yard.askAll(30);
    for (let look = 0; look < 60; look += 1) {
      yard.ec2.pass(1_000);
      await Promise.all([yard.reconcile(), yard.reconcile(), yard.reconcile()]);
      expect(yard.ec2.alive().length).toBeLessThanOrEqual(7);
    }
    expect(new Set(yard.news.map(({ id }) => id)).size).toBe(7);
    expect(yard.request('build-9').reason).toBe('pool builders has as many instances as its ceiling, 7');
  });

  it('28: a pool without instances serves the next build, and ends them all again', async () => {
    const yard = new PoolYard({ strategy: 'warm', idleMinutes: 1 });
    for (const id of ['one', 'two']) {
      await yard.place(id);
      await yard.release(id);
      await yard.until(() => yard.phases().length === 0);
    }
    expect(yard.ec2.instances.size).toBe(2);
  });

  it('28: an instance whose agent went silent is no capacity: it is not offered, and replaced', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 1, bootMinutes: 2 });
    await yard.until(() => yard.phases().join() === 'idle');
    const [silent] = yard.ec2.alive();
    if (silent) silent.managedAt = Number.POSITIVE_INFINITY;
    await yard.pass(2_000);
    expect(await yard.place('one')).not.toBe(silent?.id);
    await yard.until(() => silent?.ending !== undefined);
  });

  it('29: when a stopped instance cannot start, the next does, and then a new one', async () => {
    const yard = new PoolYard({ strategy: 'stopped', floor: 2, idleMinutes: 0, subnets: ['subnet-a', 'subnet-b'] });
    yard.ec2.capacity.set('on-demand/m7a.large/subnet-a', 1);
    await yard.until(() => yard.phases().join() === 'stopped,stopped');
    const [first, second] = yard.ec2.alive();
    expect([first?.subnet, second?.subnet]).toEqual(['subnet-a', 'subnet-b']);
    expect(await yard.place('one')).toBe(second?.id);
    yard.ec2.capacity.set('on-demand/m7a.large/subnet-b', 1);
    const cold = yard.ec2.get(await yard.place('two'));
    expect([cold.subnet, cold.id === first?.id]).toEqual(['subnet-b', false]);
  });

  it('30: a changed image rolls the pool: idle instances first, busy ones after their job', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 4, ceiling: 6 });
    const busy = await yard.place('one');
    await yard.until(() => yard.phases().join() === 'idle,idle,idle,leased');
    const old = new Set(yard.ec2.alive().map(({ id }) => id));
    yard.define({ strategy: 'warm', floor: 4, ceiling: 6, image: 'ami-00000000000000002' });
    await yard.until(() => {
      // It always has somebody who can serve.
      expect(yard.phases()).toContain('idle');
      return yard.ec2.alive().filter(({ id }) => old.has(id)).length === 1;
    });
    expect(yard.ec2.get(busy).ending).toBeUndefined();
    await yard.release('one');
    await yard.until(() => yard.ec2.alive().every(({ id }) => !old.has(id)));
    await yard.until(() => yard.phases().join() === 'idle,idle,idle,idle');
  });

  it('30: a pool at its ceiling rolls by a quarter at a time', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 8, ceiling: 8 });
    await yard.until(() => yard.phases().filter((phase) => phase === 'idle').length === 8);
    const old = new Set(yard.ec2.alive().map(({ id }) => id));
    yard.define({ strategy: 'warm', floor: 8, ceiling: 8, image: 'ami-00000000000000002' });
    await yard.until(() => {
      expect(yard.phases().filter((phase) => phase === 'idle').length).toBeGreaterThanOrEqual(5);
      return yard.ec2.alive().every(({ id }) => !old.has(id));
    });
    await yard.until(() => yard.phases().filter((phase) => phase === 'idle').length === 8);
  });

  it('a floor is reached, and kept, as soon as there is capacity', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 3 });
    yard.ec2.capacity.set('on-demand/m7a.large/', 1);
    await yard.pass(5 * MINUTE, 5_000);
    expect(yard.phases()).toEqual(['idle']);
    yard.ec2.capacity.delete('on-demand/m7a.large/');
    await yard.until(() => yard.phases().join() === 'idle,idle,idle', 5_000);
    const [victim] = yard.ec2.alive();
    if (victim) yard.ec2.end(victim, 'Server.ScheduledStop');
    await yard.until(
      () => yard.phases().filter((phase) => phase === 'idle').length === 3 && yard.ec2.instances.size === 4,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { reconcile } from '../reconcile.ts';
import { MINUTE, PoolYard } from '../testing/pool-yard.ts';

const WARM = { strategy: 'warm', floor: 1, idleMinutes: 5 };
const STOPPED = { strategy: 'stopped', floor: 1, idleMinutes: 0, cleans: false };

describe('races in the life of an instance', () => {
  it('1: a build that asks while an idle instance is about to end gets it, or another, and loses nothing', async () => {
    const yard = new PoolYard({ ...WARM, floor: 0 });
    const instance = await yard.place('one');
    await yard.release('one');
    await yard.until(() => yard.phases().join() === 'idle');
    yard.ec2.pass(5 * MINUTE);
    // One scheduler decides that it ends; before it saves that, another gives it away.
    const slow = yard.parts();
    const load = slow.store.load.bind(slow.store);
    let isFirst = true;
    slow.store.load = async () => {
      const loaded = await load();
      if (isFirst) {
        isFirst = false;
        await yard.ask('two');
        await reconcile({ ...yard.parts(), store: Object.assign(Object.create(yard.store), { load }) });
      }
      return loaded;
    };
    await reconcile(slow);
    expect(yard.request('two')).toMatchObject({ phase: 'placed', instanceId: instance });
    expect(yard.ec2.get(instance).ending).toBeUndefined();
    yard.check();
  });

  it('2: an instance that is stopping is waited for and started, not doubled', async () => {
    const yard = new PoolYard({ ...STOPPED, ceiling: 1 });
    yard.ec2.stopMs = 30_000;
    await yard.until(() => yard.phases().join() === 'stopping');
    const instance = await yard.place('one');
    expect(yard.ec2.instances.size).toBe(1);
    expect(yard.ec2.get(instance).stopping).toBeUndefined();
  });

  it('3: a start that comes to nothing is asked for again, and an instance that never starts is replaced', async () => {
    const yard = new PoolYard({ ...STOPPED, bootMinutes: 2 });
    await yard.until(() => yard.phases().join() === 'stopped');
    yard.ec2.faults.push({ operation: 'StartInstances', code: 'IncorrectInstanceState', status: 400, times: 1 });
    const [first] = yard.rows();
    expect(await yard.place('one')).toBe(first?.instanceId);
    expect(yard.ec2.count('StartInstances')).toBe(2);
    await yard.release('one');
    await yard.until(() => yard.phases().join() === 'stopped');
    yard.ec2.faults.push({ operation: 'StartInstances', code: 'IncorrectInstanceState', status: 400 });
    expect(await yard.place('two')).not.toBe(first?.instanceId);
    await yard.until(() => yard.ec2.get(first?.instanceId ?? '').ending !== undefined);
  });

  it('3: an instance that somebody else started joins the pool again', async () => {
    const yard = new PoolYard(STOPPED);
    await yard.until(() => yard.phases().join() === 'stopped');
    const [instance] = yard.ec2.alive();
    yard.ec2.pass(1_000);
    if (instance) yard.ec2.start(instance);
    await yard.until(() => instance?.stopping !== undefined);
    expect(yard.ec2.count('StartInstances')).toBe(0);
    expect(yard.ec2.instances.size).toBe(1);
  });

  it('4: the idle clock starts when an instance is ready, not when it was launched or started', async () => {
    const yard = new PoolYard({ strategy: 'warm', idleMinutes: 1, bootMinutes: 20 });
    yard.ec2.bootMs = 10 * MINUTE;
    await yard.ask('one');
    await yard.until(() => yard.phases().join() === 'booting');
    await yard.pass(5 * MINUTE);
    await yard.release('one');
    await yard.until(() => yard.phases().join() === 'idle');
    const readyAt = yard.now;
    await yard.pass(50_000);
    expect(yard.phases()).toEqual(['idle']);
    await yard.until(() => yard.phases().join() === 'terminating');
    expect(yard.now - readyAt).toBeGreaterThanOrEqual(MINUTE);
  });

  it('5: an instance works only for who holds its lease: one that is on its way to be stopped is offered to nobody', async () => {
    const yard = new PoolYard({ ...STOPPED, ceiling: 2 });
    yard.ec2.stopMs = 60_000;
    await yard.until(() => yard.phases().join() === 'stopping');
    const [parked] = yard.rows();
    expect(await yard.place('one')).not.toBe(parked?.instanceId);
    expect(yard.store.state.instances[parked?.key ?? '']?.lease).toBeUndefined();
  });

  it('6: a build that is cancelled while its instance boots frees its place at once', async () => {
    const yard = new PoolYard({ strategy: 'per-job', ceiling: 1 });
    yard.ec2.bootMs = 5 * MINUTE;
    await yard.ask('one');
    await yard.pass(10_000);
    expect(yard.phases()).toEqual(['booting']);
    await yard.release('one');
    await yard.until(() => yard.ec2.alive().length === 0);
    expect(yard.told('one')).toEqual([]);
    yard.ec2.bootMs = 1_000;
    await yard.place('two');
  });

  it('6: a cancelled build does not hold up who waits behind it', async () => {
    const yard = new PoolYard({ strategy: 'warm', ceiling: 1 });
    await yard.ask('one');
    await yard.pass(2_000);
    yard.ec2.pass(10);
    await yard.ask('two');
    await yard.release('one');
    await yard.until(() => yard.request('two').phase === 'placed');
    expect(yard.ec2.instances.size).toBe(1);
  });

  it('7: a job that ends as its spot instance is taken back has one outcome', async () => {
    const yard = new PoolYard({ strategy: 'spot' });
    const instance = yard.ec2.get(await yard.place('one'));
    yard.ec2.notify(instance);
    await yard.reconcile();
    await yard.release('one');
    await yard.pass(MINUTE);
    expect(yard.told('one')).toEqual(['placed']);
    expect(yard.request('one').phase).toBe('released');
    expect([...yard.store.used.values()].filter(({ kind }) => kind === 'build')).toHaveLength(1);
  });

  it('7: a job that is released when it was already interrupted stays interrupted, and its usage is counted once', async () => {
    const yard = new PoolYard({ strategy: 'spot' });
    const instance = yard.ec2.get(await yard.place('one'));
    yard.ec2.end(instance, 'Server.SpotInstanceTermination');
    await yard.reconcile();
    expect(yard.told('one')).toEqual(['placed', 'interrupted']);
    await yard.release('one');
    await yard.pass(MINUTE);
    expect(yard.told('one')).toEqual(['placed', 'interrupted']);
    expect([...yard.store.used.values()].filter(({ kind }) => kind === 'build')).toHaveLength(1);
  });

  it('8: two schedulers at once never give one instance to two builds, and every lease has a higher fence', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 2, ceiling: 2 });
    await yard.until(() => yard.phases().join() === 'idle,idle');
    const fences = new Map<string, number>();
    for (let round = 0; round < 10; round += 1) {
      for (const name of ['a', 'b', 'c']) await yard.ask(`${name}${round}`);
      await Promise.all([yard.reconcile(), yard.reconcile(), yard.reconcile()]);
      expect(yard.phases()).toEqual(['leased', 'leased']);
      for (const { key, fence } of yard.rows()) {
        expect(fence).toBeGreaterThan(fences.get(key) ?? 0);
        fences.set(key, fence);
      }
      for (const name of ['a', 'b', 'c']) await yard.release(`${name}${round}`);
      await yard.until(() => yard.phases().join() === 'idle,idle');
    }
  });

  it('9: builds are served in the order in which they asked, so none starves', async () => {
    const yard = new PoolYard({ strategy: 'warm', ceiling: 1, cleans: false });
    for (let index = 0; index < 5; index += 1) {
      await yard.ask(`build-${index}`);
      yard.ec2.pass(10);
    }
    const order: string[] = [];
    for (let served = 0; served < 5; served += 1) {
      await yard.until(() => yard.news.length > served);
      const id = yard.news.at(-1)?.id ?? '';
      order.push(id);
      await yard.release(id);
    }
    expect(order).toEqual(['build-0', 'build-1', 'build-2', 'build-3', 'build-4']);
  });
});

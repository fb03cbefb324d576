import { describe, expect, it } from 'vitest';
import { reapExpired } from '../reap-expired.ts';
import { reconcile } from '../reconcile.ts';
import { MINUTE, PoolYard } from '../testing/pool-yard.ts';

const dies = (): never => {
  throw new Error('the scheduler died');
};

describe('what could be left behind', () => {
  it('10: a flow that cannot be told of its instance is told again; when it gives up, the instance ends', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    yard.onTell = dies;
    await yard.ask('one');
    await yard.until(() => yard.phases().join() === 'leased');
    await yard.pass(5_000);
    expect(yard.request('one').isTold).toBe(false);
    await yard.release('one');
    await yard.until(() => yard.ec2.alive().length === 0);
  });

  it('10: a flow that died without a release loses its instance when the lease is over', async () => {
    const yard = new PoolYard({ strategy: 'warm', leaseMinutes: 30 });
    await yard.place('one');
    await yard.pass(31 * MINUTE, 10_000);
    expect(yard.request('one')).toMatchObject({
      phase: 'failed',
      reason: expect.stringContaining('longer than its pool allows'),
    });
    await yard.until(() => yard.ec2.alive().length === 0);
  });

  it.each([1, 2, 3, 4, 5])(
    '11: a scheduler that dies before its write number %i launches no second instance',
    async (write) => {
      const yard = new PoolYard({ strategy: 'per-job' });
      await yard.ask('one');
      let writes = 0;
      yard.store.onWrite = () => {
        writes += 1;
        if (writes === write) dies();
      };
      for (let look = 0; look < 60; look += 1) {
        yard.ec2.pass(1_000);
        await yard.reconcile().catch(() => undefined);
      }
      expect(writes).toBeGreaterThan(write);
      expect(yard.request('one').phase).toBe('placed');
      expect(yard.ec2.instances.size).toBe(1);
      await yard.release('one');
      await yard.until(() => yard.ec2.alive().length === 0);
    },
  );

  it('11: an answer of RunInstances that is lost is found again by its token', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    yard.ec2.faults.push({ operation: 'RunInstances', code: 'TimeoutError', times: 2, isDone: true });
    await yard.askAll(3);
    await yard.until(() => yard.news.length === 3);
    expect(yard.ec2.instances.size).toBe(3);
  });

  it('12: an instance that nobody knows of ends after its grace', async () => {
    const yard = new PoolYard({ strategy: 'warm' });
    const tags = { 'codeyard:installation': 'yard', 'codeyard:pool': 'builders' };
    const stray = yard.ec2.make({
      token: 'of-another',
      index: 0,
      type: 'm7a.large',
      subnet: '',
      lifecycle: 'on-demand',
      tags,
    });
    await yard.pass(9 * MINUTE, 10_000);
    expect(stray.ending).toBeUndefined();
    await yard.pass(2 * MINUTE, 10_000);
    expect(stray.ending).toBeDefined();
  });

  it('12: instances of other installations are nobody’s business', async () => {
    const yard = new PoolYard({ strategy: 'warm' });
    const tags = { 'codeyard:installation': 'other', 'codeyard:pool': 'builders' };
    const stray = yard.ec2.make({ token: '', index: 0, type: 'm7a.large', subnet: '', lifecycle: 'on-demand', tags });
    await yard.pass(30 * MINUTE, 30_000);
    expect(stray.ending).toBeUndefined();
  });

  it('12: an instance whose row says that it is gone ends when EC2 shows it alive', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    // EC2 hides it for longer than anybody waits.
    yard.ec2.visibleMs = 8 * MINUTE;
    await yard.ask('one');
    await yard.reconcile();
    await yard.release('one');
    await yard.pass(7 * MINUTE, 10_000);
    expect(yard.phases()).toEqual([]);
    await yard.until(() => yard.ec2.alive().length === 0, 10_000);
  });

  it('12: an instance that is gone though its row is alive frees its place, and its build is told', async () => {
    const yard = new PoolYard({ strategy: 'warm', ceiling: 1 });
    const instance = await yard.place('one');
    yard.ec2.instances.delete(instance);
    await yard.pass(6 * MINUTE, 10_000);
    expect(yard.told('one')).toEqual(['placed', 'interrupted']);
    await yard.place('two');
  });

  it('13: a persistent spot request is cancelled before its instance ends, and what it brought back untagged ends too', async () => {
    const yard = new PoolYard({ strategy: 'spot' });
    const instance = yard.ec2.get(await yard.place('one'));
    const request = yard.ec2.spotRequests.get(instance.spotRequestId ?? '');
    if (request) request.isPersistent = true;
    // Somebody ends it outside, so that it comes back without a tag of ours.
    yard.ec2.end(instance);
    const again = yard.ec2.get(request?.instanceId ?? '');
    expect(again.tags).toEqual({});
    await yard.until(() => again.ending !== undefined, 10_000);
    expect(request?.state).toBe('cancelled');
    await yard.pass(MINUTE);
    expect(yard.ec2.alive()).toEqual([]);
  });

  it('13: an instance of a spot request that cannot be cancelled is not ended, as it would come back', async () => {
    const yard = new PoolYard({ strategy: 'spot', maximumUses: 1 });
    const instance = yard.ec2.get(await yard.place('one'));
    yard.ec2.faults.push({ operation: 'CancelSpotInstanceRequests', code: 'Unavailable', status: 503, times: 1 });
    await yard.release('one');
    await yard.pass(2_000);
    expect(instance.ending).toBeUndefined();
    await yard.until(() => instance.ending !== undefined);
  });

  it('14: a decision to end an instance is not forgotten with the scheduler that took it', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    const instance = yard.ec2.get(await yard.place('one'));
    await yard.release('one');
    yard.ec2.faults.push({ operation: 'TerminateInstances', code: 'TimeoutError', times: 1 });
    await yard.reconcile();
    expect(yard.phases()).toEqual(['terminating']);
    expect(instance.ending).toBeUndefined();
    await yard.until(() => instance.ending !== undefined);
  });

  it('15: an instance that cannot be ended holds nothing up, and is said to be stuck', async () => {
    const yard = new PoolYard({ strategy: 'per-job', ceiling: 3 });
    const stuck = yard.ec2.get(await yard.place('one'));
    const other = yard.ec2.get(await yard.place('two'));
    stuck.isProtected = true;
    await yard.release('one');
    await yard.release('two');
    await yard.until(() => other.ending !== undefined);
    await yard.pass(10 * MINUTE, 5_000);
    const row = yard.rows().find(({ instanceId }) => instanceId === stuck.id);
    expect(row).toMatchObject({ phase: 'terminating', reason: expect.stringContaining('OperationNotPermitted') });
    expect(row?.tries).toBeGreaterThan(3);
    expect(yard.warnings.filter((warning) => warning === 'an instance cannot be ended')).toHaveLength(1);
    // It is asked for ever more rarely.
    expect(yard.ec2.count('TerminateInstances')).toBeLessThan(20);
    await yard.place('three');
    stuck.isProtected = false;
    await yard.until(() => stuck.ending !== undefined);
  });

  it('16: an instance is gone when EC2 shows it terminated, not when it says that it does not know it', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    const instance = yard.ec2.get(await yard.place('one'));
    await yard.release('one');
    yard.ec2.faults.push({
      operation: 'TerminateInstances',
      code: 'InvalidInstanceID.NotFound',
      status: 400,
      times: 1,
    });
    await yard.pass(2_000);
    expect(yard.phases()).toEqual(['terminating']);
    await yard.until(() => yard.phases().length === 0);
    expect(yard.ec2.stateOf(instance)).toBe('terminated');
  });

  it('17: what outlived its tag ends without the scheduler and its tables, unless it is kept', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 2, maximumAgeMinutes: 60, leaseMinutes: 60, bootMinutes: 10 });
    await yard.until(() => yard.phases().join() === 'idle,idle');
    const [one, two] = yard.ec2.alive();
    if (two) two.tags['codeyard:keep'] = 'debugging';
    yard.ec2.pass(3 * 60 * MINUTE);
    expect(await reapExpired(yard.parts().api, yard.ec2.now)).toEqual([]);
    yard.ec2.pass(20 * MINUTE);
    expect(await reapExpired(yard.parts().api, yard.ec2.now)).toEqual([one?.id]);
    expect(two?.ending).toBeUndefined();
  });

  it('17: volumes end with their instance, and open spot requests are cancelled', async () => {
    const yard = new PoolYard({ strategy: 'spot', volumeGib: 100 });
    await yard.place('one');
    const [{ input } = { input: {} }] = yard.ec2.calls.filter(({ operation }) => operation === 'RunInstances');
    expect(input).toMatchObject({
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 100, DeleteOnTermination: true } }],
      InstanceMarketOptions: { SpotOptions: { SpotInstanceType: 'one-time' } },
    });
    yard.ec2.spotRequests.set('sir-open', { state: 'open', status: 'capacity-not-available', createdAt: yard.ec2.now });
    await yard.pass(11 * MINUTE, 30_000);
    expect(yard.ec2.spotRequests.get('sir-open')?.state).toBe('cancelled');
  });
});

describe('several schedulers', () => {
  it('48: a scheduler that starts anew leaves builds where they run', async () => {
    const yard = new PoolYard({ strategy: 'warm' });
    const instance = await yard.place('one');
    // Every turn here is by a new scheduler, which knows nothing but the store; the last one was hours ago.
    yard.ec2.pass(5 * 60 * MINUTE);
    await yard.pass(10 * MINUTE, 10_000);
    expect(yard.told('one')).toEqual(['placed']);
    expect(yard.ec2.get(instance).ending).toBeUndefined();
    expect(yard.rows()).toMatchObject([{ phase: 'leased', fence: 1 }]);
  });

  it('49: a scheduler that sees what another is just launching takes nothing of it for an orphan', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    await yard.ask('one');
    // It loads, then the other does a whole turn, then it looks.
    const slow = yard.parts();
    const load = slow.store.load.bind(slow.store);
    let isFirst = true;
    const store = Object.assign(Object.create(yard.store), {
      async load() {
        const loaded = await load();
        if (isFirst) {
          isFirst = false;
          await reconcile(yard.parts());
        }
        return loaded;
      },
    });
    await reconcile({ ...slow, store });
    expect(yard.ec2.instances.size).toBe(1);
    expect(yard.phases()).toEqual(['booting']);
    await yard.until(() => yard.request('one').phase === 'placed');
  });

  it('49: whoever planned from an older state has done nothing', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 1 });
    await yard.until(() => yard.phases().join() === 'idle');
    const parts = yard.parts();
    await yard.ask('one');
    const old = await parts.store.load();
    await yard.place('one');
    const store = Object.assign(Object.create(yard.store), { load: async () => old });
    const calls = yard.ec2.calls.length;
    expect(await reconcile({ ...parts, store })).toEqual({ isLost: true });
    expect(yard.ec2.calls.slice(calls).filter(({ operation }) => !operation.startsWith('Describe'))).toEqual([]);
  });
});

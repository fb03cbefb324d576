import { describe, expect, it } from 'vitest';
import { MINUTE, PoolYard, poolOf } from '../testing/pool-yard.ts';

describe('instances that come up, or do not', () => {
  it('42: when every fifth instance fails to boot, all builds are served, and the console of those is kept', async () => {
    const yard = new PoolYard({ strategy: 'per-job', bootMinutes: 2, ceiling: 30 });
    yard.ec2.registersAfter = (number) => (number % 5 === 0 ? undefined : 5_000);
    await yard.askAll(20);
    await yard.until(() => yard.news.length === 20, 5_000);
    expect(yard.news.every(({ phase }) => phase === 'placed')).toBe(true);
    const failed = yard.rows().filter(({ readyAt, instanceId }) => readyAt === undefined && instanceId !== undefined);
    expect(failed.length).toBeGreaterThanOrEqual(4);
    for (const { console, instanceId } of failed) expect(console).toBe(`console of ${instanceId}`);
    await yard.pass(MINUTE, 5_000);
    for (const { instanceId } of failed) expect(yard.ec2.get(instanceId ?? '').ending).toBeDefined();
  });

  it('43: an image that never boots stops the pool, and who waits is told why', async () => {
    const yard = new PoolYard({ strategy: 'per-job', bootMinutes: 1, failuresToStop: 3, ceiling: 2 });
    yard.ec2.registersAfter = () => undefined;
    await yard.askAll(4);
    await yard.pass(20 * MINUTE, 5_000);
    expect(yard.news.map(({ phase }) => phase)).toEqual(['failed', 'failed', 'failed', 'failed']);
    expect(yard.news[0]?.reason).toMatch(
      /^pool builders launches nothing after [34] failures: BootFailed: Systems Manager did not reach it/,
    );
    expect(yard.ec2.instances.size).toBeLessThanOrEqual(4);
    expect(yard.ec2.alive()).toEqual([]);
  });

  it('43: an image that is not there stops the pool after so many tries; another image starts it again', async () => {
    const yard = new PoolYard({ strategy: 'per-job', failuresToStop: 3 });
    const isBad = (input: Record<string, unknown>) => input.ImageId === 'ami-0123456789abcdef0';
    yard.ec2.faults.push({ operation: 'RunInstances', code: 'InvalidAMIID.NotFound', status: 400, when: isBad });
    await yard.ask('one');
    await yard.until(() => yard.request('one').phase === 'failed');
    expect(yard.ec2.count('RunInstances')).toBe(3);
    expect(yard.request('one').reason).toContain('InvalidAMIID.NotFound');
    await yard.ask('two');
    await yard.pass(30_000);
    expect(yard.request('two').phase).toBe('failed');
    expect(yard.ec2.count('RunInstances')).toBe(3);
    yard.define({ strategy: 'per-job', failuresToStop: 3, image: 'ami-00000000000000002' });
    await yard.place('three');
  });

  it('43: a pool that was stopped tries one instance after a while', async () => {
    const yard = new PoolYard({ strategy: 'per-job', failuresToStop: 2 });
    yard.ec2.faults.push({ operation: 'RunInstances', code: 'InvalidParameterValue', status: 400, times: 2 });
    await yard.ask('one');
    await yard.until(() => yard.request('one').phase === 'failed');
    await yard.pass(6 * MINUTE, 10_000);
    for (const id of ['two', 'three', 'four']) await yard.ask(id);
    await yard.reconcile();
    expect(yard.ec2.instances.size).toBe(1);
    await yard.until(() => ['two', 'three', 'four'].every((id) => yard.request(id).phase === 'placed'));
  });

  it('43: failures do not stop a pool that works', async () => {
    const yard = new PoolYard({ strategy: 'warm', failuresToStop: 2, ceiling: 3 });
    await yard.place('one');
    yard.ec2.faults.push({ operation: 'RunInstances', code: 'InvalidParameterValue', status: 400, times: 4 });
    await yard.ask('two');
    await yard.pass(MINUTE);
    expect(yard.request('two').phase).toBe('waiting');
    await yard.release('one');
    await yard.until(() => yard.request('two').phase === 'placed');
  });

  it('44: an agent that never registers ends with its instance, and the next instance serves', async () => {
    const yard = new PoolYard({ strategy: 'per-job', bootMinutes: 2 });
    yard.ec2.registersAfter = (number) => (number === 0 ? undefined : 5_000);
    const instance = await yard.place('one');
    expect(instance).not.toBe('i-00000000000000000');
    await yard.until(() => yard.ec2.get('i-00000000000000000').ending !== undefined);
  });

  it('44: Systems Manager that throttles delays and loses nothing', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 1 });
    for (const operation of ['DescribeInstanceInformation', 'SendCommand', 'ListCommandInvocations']) {
      yard.ec2.faults.push({ operation, code: 'ThrottlingException', status: 400, times: 5 });
    }
    await yard.place('one');
    await yard.release('one');
    await yard.until(() => yard.phases().join() === 'idle');
    expect(yard.ec2.instances.size).toBe(1);
  });

  describe('46: between two jobs', () => {
    it('an instance is cleaned, and offered only afterwards', async () => {
      const yard = new PoolYard({ strategy: 'warm', ceiling: 1 });
      yard.ec2.cleanMs = 30_000;
      const instance = await yard.place('one');
      await yard.release('one');
      await yard.ask('two');
      await yard.pass(20_000);
      expect(yard.request('two').phase).toBe('waiting');
      await yard.until(() => yard.request('two').phase === 'placed');
      expect(yard.request('two')).toMatchObject({ instanceId: instance, fence: 2 });
      const [cleaning] = yard.ec2.calls.filter(({ operation }) => operation === 'SendCommand');
      expect(cleaning?.input).toMatchObject({
        DocumentName: 'clean',
        Parameters: { fence: ['1'], pool: ['builders'] },
      });
    });

    it.each(['Failed', 'never'] as const)('one whose cleaning is %s ends', async (outcome) => {
      const yard = new PoolYard({ strategy: 'warm', ceiling: 1, cleanMinutes: 2 });
      yard.ec2.cleans = () => outcome;
      const instance = yard.ec2.get(await yard.place('one'));
      await yard.release('one');
      await yard.until(() => instance.ending !== undefined);
      expect(await yard.place('two')).not.toBe(instance.id);
    });

    it('one that did as many jobs as it may ends', async () => {
      const yard = new PoolYard({ strategy: 'warm', maximumUses: 2, cleans: false });
      const used: string[] = [];
      for (const id of ['one', 'two', 'three']) {
        used.push(await yard.place(id));
        await yard.release(id);
        await yard.pass(2_000);
      }
      expect([used[0] === used[1], used[1] === used[2]]).toEqual([true, false]);
    });

    it('one that is too old ends: at once when idle, after its job when busy', async () => {
      const yard = new PoolYard({ strategy: 'warm', floor: 2, maximumAgeMinutes: 30, idleMinutes: 60 });
      const busy = yard.ec2.get(await yard.place('one'));
      await yard.until(() => yard.phases().join() === 'idle,leased');
      const idle = yard.ec2.alive().find(({ id }) => id !== busy.id);
      await yard.pass(31 * MINUTE, 10_000);
      expect(idle?.ending).toBeDefined();
      expect(busy.ending).toBeUndefined();
      await yard.release('one');
      await yard.until(() => busy.ending !== undefined);
    });
  });

  it('a pool that is drained ends what is idle at once and what is busy after its job, and serves nobody', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 3 });
    const busy = yard.ec2.get(await yard.place('one'));
    await yard.until(() => yard.phases().join() === 'idle,idle,leased');
    yard.define({ strategy: 'warm', floor: 3, drains: true });
    await yard.ask('two');
    await yard.pass(MINUTE);
    expect(yard.ec2.alive().map(({ id }) => id)).toEqual([busy.id]);
    expect(yard.request('two')).toMatchObject({ phase: 'waiting', reason: 'its pool is drained' });
    await yard.release('one');
    await yard.until(() => yard.ec2.alive().length === 0);
  });

  it('a build with a pool of its own leaves nothing of it', async () => {
    const yard = new PoolYard();
    const instance = yard.ec2.get(await yard.place('one', poolOf({ strategy: 'warm', floor: 0, ceiling: 1 })));
    expect(instance.tags['codeyard:pool']).toBe('build:one');
    await yard.release('one');
    await yard.until(() => yard.ec2.alive().length === 0);
  });

  it('a build for a pool that is not defined fails at once, and instances of such a pool end', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 1 });
    await yard.until(() => yard.phases().join() === 'idle');
    await yard.ask('one', 'constructor');
    delete yard.pools.builders;
    await yard.reconcile();
    expect(yard.request('one')).toMatchObject({ phase: 'failed', reason: 'there is no pool constructor' });
    await yard.until(() => yard.ec2.alive().length === 0);
  });
});

import { describe, expect, it } from 'vitest';
import { MINUTE, PoolYard } from '../testing/pool-yard.ts';

describe('instances that must not be killed', () => {
  it('18: an instance that registers late, and on which something runs, is spared by the last look', async () => {
    const yard = new PoolYard({ strategy: 'warm', bootMinutes: 2, ceiling: 1 });
    yard.ec2.registersAfter = () => undefined;
    await yard.ask('one');
    await yard.pass(10_000);
    const [instance] = yard.ec2.alive();
    instance?.commands.set('of-somebody', { since: 0, status: () => 'InProgress' });
    await yard.pass(2 * MINUTE + 10_000);
    expect(instance?.ending).toBeUndefined();
    expect(yard.phases()).toEqual(['booting']);
    if (instance) instance.managedAt = yard.ec2.now;
    await yard.until(() => yard.request('one').phase === 'placed');
    expect(yard.request('one').instanceId).toBe(instance?.id);
  });

  it('18: an orphan on which something runs is spared for as long as it does', async () => {
    const yard = new PoolYard({ strategy: 'warm' });
    const tags = { 'codeyard:installation': 'yard', 'codeyard:pool': 'builders' };
    const stray = yard.ec2.make({ token: '', index: 0, type: 'm7a.large', subnet: '', lifecycle: 'on-demand', tags });
    stray.commands.set('a-build', { since: 0, status: () => 'InProgress' });
    await yard.pass(40 * MINUTE, 10_000);
    expect(stray.ending).toBeUndefined();
    stray.commands.clear();
    await yard.pass(11 * MINUTE, 10_000);
    expect(stray.ending).toBeDefined();
  });

  it('18: who cannot take a last look ends nothing', async () => {
    const yard = new PoolYard({ strategy: 'warm', bootMinutes: 1, ceiling: 1 });
    yard.ec2.registersAfter = () => undefined;
    yard.ec2.faults.push({ operation: 'ListCommands', code: 'InternalServerError', status: 500 });
    await yard.ask('one');
    await yard.pass(5 * MINUTE, 5_000);
    expect(yard.ec2.alive()).toHaveLength(1);
    expect(yard.warnings).toContain('it is not known whether an instance is busy');
  });

  it('19: when EC2 or Systems Manager cannot be asked, nothing is taken for gone or late', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 1, bootMinutes: 2 });
    const busy = await yard.place('one');
    await yard.ask('two');
    await yard.pass(5_000);
    yard.ec2.faults.push({ operation: 'DescribeInstances', code: 'Unavailable', status: 503, times: 400 });
    yard.ec2.faults.push({
      operation: 'DescribeInstanceInformation',
      code: 'InternalServerError',
      status: 500,
      times: 400,
    });
    await yard.pass(15 * MINUTE, 10_000);
    expect(yard.ec2.get(busy).ending).toBeUndefined();
    expect(yard.told('one')).toEqual(['placed']);
    yard.ec2.faults.length = 0;
    await yard.until(() => yard.request('two').phase === 'placed');
    expect(yard.ec2.instances.size).toBe(2);
  });

  it('20, 27: a ceiling that is lowered drains the pool down, idle instances first, busy ones after their job', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 4, ceiling: 4 });
    await yard.until(() => yard.phases().join() === 'idle,idle,idle,idle');
    const busy = [await yard.place('one'), await yard.place('two')];
    yard.formerCeilings.builders = 4;
    yard.define({ strategy: 'warm', floor: 1, ceiling: 1, cleans: false });
    await yard.pass(MINUTE);
    expect(
      yard.ec2
        .alive()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(busy.sort());
    expect(yard.phases()).toEqual(['leased', 'leased']);
    await yard.release('one');
    await yard.pass(MINUTE);
    expect(yard.ec2.alive()).toHaveLength(1);
    expect(yard.request('two').phase).toBe('placed');
    await yard.release('two');
    await yard.pass(10 * MINUTE, 5_000);
    expect(yard.ec2.alive()).toHaveLength(1);
  });

  it('20: an instance that EC2 ends under a build is replaced, and the build is told that it was interrupted', async () => {
    const yard = new PoolYard({ strategy: 'warm', floor: 1 });
    const instance = yard.ec2.get(await yard.place('one'));
    yard.ec2.end(instance, 'Server.ScheduledStop');
    await yard.until(() => yard.told('one').includes('interrupted'));
    expect(yard.request('one').reason).toContain('Server.ScheduledStop');
    await yard.until(() => yard.phases().includes('idle'));
  });

  describe('21: the keep tag holds an instance', () => {
    it('whose job is done, until the tag is gone', async () => {
      const yard = new PoolYard({ strategy: 'per-job' });
      const instance = yard.ec2.get(await yard.place('one'));
      instance.tags['codeyard:keep'] = 'looking into it';
      await yard.release('one');
      await yard.pass(30 * MINUTE, 10_000);
      expect(instance.ending).toBeUndefined();
      expect(yard.phases()).toEqual(['kept']);
      delete instance.tags['codeyard:keep'];
      await yard.until(() => instance.ending !== undefined);
    });

    it('that was set when its end was already decided', async () => {
      const yard = new PoolYard({ strategy: 'per-job' });
      const instance = yard.ec2.get(await yard.place('one'));
      await yard.release('one');
      yard.ec2.faults.push({ operation: 'TerminateInstances', code: 'RequestLimitExceeded', status: 503, times: 1 });
      await yard.reconcile();
      instance.tags['codeyard:keep'] = 'yes';
      await yard.pass(5 * MINUTE, 5_000);
      expect(instance.ending).toBeUndefined();
    });

    it('between the look and the deed', async () => {
      const yard = new PoolYard({ strategy: 'per-job' });
      const instance = yard.ec2.get(await yard.place('one'));
      await yard.release('one');
      yard.store.onWrite = () => {
        instance.tags['codeyard:keep'] = 'yes';
      };
      await yard.pass(MINUTE);
      expect(instance.ending).toBeUndefined();
      expect(yard.phases()).toEqual(['kept']);
    });

    it('that is an orphan, too old, never booted, or of a pool that is drained', async () => {
      const yard = new PoolYard({ strategy: 'warm', floor: 2, maximumAgeMinutes: 20, bootMinutes: 1 });
      yard.ec2.registersAfter = (number) => (number === 1 ? undefined : 1_000);
      const tags = { 'codeyard:installation': 'yard', 'codeyard:keep': '' };
      const stray = yard.ec2.make({ token: '', index: 0, type: 'm7a.large', subnet: '', lifecycle: 'on-demand', tags });
      await yard.pass(20_000);
      for (const instance of yard.ec2.alive()) instance.tags['codeyard:keep'] = 'true';
      await yard.pass(30 * MINUTE, 10_000);
      yard.define({ strategy: 'warm', floor: 2, drains: true });
      await yard.pass(5 * MINUTE, 10_000);
      expect(stray.ending).toBeUndefined();
      expect([...yard.ec2.instances.values()].slice(0, 3).map(({ ending }) => ending)).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('that is about to be stopped', async () => {
      const yard = new PoolYard({ strategy: 'stopped', floor: 1, ceiling: 1, idleMinutes: 0 });
      yard.store.onWrite = () => {
        for (const instance of yard.ec2.alive()) instance.tags['codeyard:keep'] = 'yes';
      };
      await yard.pass(2 * MINUTE);
      expect(yard.phases()).toEqual(['kept']);
      expect(yard.ec2.alive().map((instance) => yard.ec2.stateOf(instance))).toEqual(['running']);
    });

    it('unless it says false', async () => {
      const yard = new PoolYard({ strategy: 'per-job' });
      const instance = yard.ec2.get(await yard.place('one'));
      instance.tags['codeyard:keep'] = 'False';
      await yard.release('one');
      await yard.until(() => instance.ending !== undefined);
    });
  });
});

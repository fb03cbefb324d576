import { describe, expect, it } from 'vitest';
import { MINUTE, PoolYard } from '../testing/pool-yard.ts';

const SPOT = { strategy: 'spot', floor: 0 };

describe('interruptions', () => {
  it('31: spot capacity that is lost while an instance boots costs the build nothing but time', async () => {
    const yard = new PoolYard(SPOT);
    await yard.ask('one');
    await yard.until(() => yard.phases().join() === 'booting');
    const [lost] = yard.ec2.alive();
    if (lost) yard.ec2.end(lost, 'Server.SpotInstanceTermination');
    await yard.until(() => yard.request('one').phase === 'placed');
    expect(yard.told('one')).toEqual(['placed']);
    expect(yard.request('one')).toMatchObject({ attempt: 1 });
    expect(yard.store.state.ledger.breakers).toEqual({});
  });

  it.each([
    [
      'by EC2 at once',
      (yard: PoolYard, id: string) => yard.ec2.end(yard.ec2.get(id), 'Server.SpotInstanceTermination'),
    ],
    ['by a notice', (yard: PoolYard, id: string) => yard.ec2.notify(yard.ec2.get(id))],
    [
      'by being stopped',
      (yard: PoolYard, id: string) => {
        yard.ec2.get(id).stopping = { at: yard.ec2.now, until: yard.ec2.now + 5_000 };
      },
    ],
  ])(
    '31: a build that is interrupted %s is told once, and its next attempt gets another instance',
    async (_how, interrupt) => {
      const yard = new PoolYard(SPOT);
      const first = await yard.place('one');
      interrupt(yard, first);
      await yard.until(() => yard.request('one').phase === 'interrupted');
      await yard.pass(10_000);
      expect(yard.told('one')).toEqual(['placed', 'interrupted']);
      await yard.ask('one', 'builders', 2);
      await yard.until(() => yard.request('one').phase === 'placed');
      expect(yard.request('one')).toMatchObject({ attempt: 2 });
      expect(yard.request('one').instanceId).not.toBe(first);
      // What comes late from the first attempt takes nothing from the second.
      await yard.release('one', 1);
      await yard.pass(5_000);
      expect(yard.request('one')).toMatchObject({ phase: 'placed', attempt: 2 });
    },
  );

  it('31: a build is not told to start again before the instance under its first attempt is down', async () => {
    const yard = new PoolYard(SPOT);
    const instance = yard.ec2.get(await yard.place('one'));
    yard.ec2.faults.push({ operation: 'TerminateInstances', code: 'Unavailable', status: 503, times: 2 });
    yard.ec2.notify(instance);
    await yard.until(() => yard.told('one').includes('interrupted'));
    expect(yard.ec2.stateOf(instance)).not.toBe('running');
  });

  it('32: who was interrupted often enough gets on-demand, although idle spot instances fill the pool', async () => {
    const yard = new PoolYard({ ...SPOT, spotAttempts: 1, ceiling: 2, floor: 2 });
    await yard.until(() => yard.phases().join() === 'idle,idle');
    const first = yard.ec2.get(await yard.place('one'));
    expect(first.lifecycle).toBe('spot');
    yard.ec2.notify(first);
    await yard.until(() => yard.request('one').phase === 'interrupted');
    await yard.until(() => yard.phases().filter((phase) => phase === 'idle').length === 2);
    await yard.ask('one', 'builders', 2);
    await yard.until(() => yard.request('one').phase === 'placed');
    expect(yard.ec2.get(yard.request('one').instanceId ?? '').lifecycle).toBe('on-demand');
  });

  it('32: attempts are bounded', async () => {
    const yard = new PoolYard({ ...SPOT, maximumAttempts: 2 });
    for (const attempt of [1, 2]) {
      await yard.ask('one', 'builders', attempt);
      await yard.until(() => yard.request('one').phase === 'placed');
      yard.ec2.end(yard.ec2.get(yard.request('one').instanceId ?? ''), 'Server.SpotInstanceTermination');
      await yard.until(() => yard.request('one').phase === 'interrupted');
    }
    await yard.ask('one', 'builders', 3);
    await yard.until(() => yard.request('one').phase === 'failed');
    expect(yard.request('one').reason).toBe('its instances were taken back 2 times, and pool builders allows no more');
  });

  it('33: all builds that are interrupted together are told, each once', async () => {
    const yard = new PoolYard(SPOT);
    await yard.askAll(6);
    await yard.until(() => yard.news.length === 6);
    for (const instance of yard.ec2.alive()) yard.ec2.notify(instance);
    await yard.pass(30_000);
    for (let index = 0; index < 6; index += 1) {
      expect(yard.told(`build-${index}`)).toEqual(['placed', 'interrupted']);
    }
  });

  it('34: an idle instance with a notice is offered to nobody from that moment', async () => {
    const yard = new PoolYard({ ...SPOT, floor: 1 });
    await yard.until(() => yard.phases().join() === 'idle');
    const [noticed] = yard.ec2.alive();
    if (noticed) yard.ec2.notify(noticed);
    await yard.ask('one');
    await yard.reconcile();
    expect(yard.request('one').phase).toBe('waiting');
    await yard.until(() => yard.request('one').phase === 'placed');
    expect(yard.request('one').instanceId).not.toBe(noticed?.id);
  });

  it('34: a notice counts when only its event has come', async () => {
    const yard = new PoolYard({ ...SPOT, floor: 1 });
    await yard.until(() => yard.phases().join() === 'idle');
    const [noticed] = yard.ec2.alive();
    await yard.reconcile([noticed?.id ?? '']);
    expect(yard.phases()).toContain('terminating');
    await yard.pass(MINUTE);
    expect(noticed?.ending).toBeDefined();
  });

  it('the on-demand base of a spot pool comes first, and is kept for those that need it', async () => {
    const yard = new PoolYard({ ...SPOT, onDemandBase: 1, floor: 3, spotAttempts: 1, ceiling: 3 });
    await yard.until(() => yard.phases().join() === 'idle,idle,idle');
    const lifecycles = yard.ec2.alive().map(({ lifecycle }) => lifecycle);
    expect(lifecycles).toEqual(['on-demand', 'spot', 'spot']);
    expect(yard.ec2.get(await yard.place('one')).lifecycle).toBe('spot');
    await yard.ask('two', 'builders', 2);
    await yard.reconcile();
    expect(yard.ec2.get(yard.request('two').instanceId ?? '').lifecycle).toBe('on-demand');
  });
});

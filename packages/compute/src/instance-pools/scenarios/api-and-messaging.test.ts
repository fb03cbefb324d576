import { describe, expect, it } from 'vitest';
import { keepReconciling } from '../keep-reconciling.ts';
import { MINUTE, PoolYard } from '../testing/pool-yard.ts';

const launches = (yard: PoolYard) => yard.ec2.calls.filter(({ operation }) => operation === 'RunInstances');

describe('the API and what comes from it', () => {
  it('36: EC2 that throttles everything for a while loses no build', async () => {
    const yard = new PoolYard({ strategy: 'per-job', ceiling: 50 });
    for (const operation of [
      'RunInstances',
      'DescribeInstances',
      'TerminateInstances',
      'DescribeInstanceInformation',
    ]) {
      yard.ec2.faults.push({ operation, code: 'RequestLimitExceeded', status: 503, times: 6 });
    }
    await yard.askAll(40);
    await yard.until(() => yard.news.length === 40);
    for (let index = 0; index < 40; index += 1) await yard.release(`build-${index}`);
    await yard.until(() => yard.ec2.alive().length === 0);
    expect(yard.ec2.instances.size).toBe(40);
  });

  it('37: one instance or flow that always fails holds up no other', async () => {
    const yard = new PoolYard({ strategy: 'warm', ceiling: 4, cleans: true });
    yard.onTell = ({ request }) => {
      if (request.id === 'build-0') throw new Error('poison');
    };
    yard.ec2.faults.push({ operation: 'SendCommand', code: 'InternalServerError', status: 500, times: 2 });
    await yard.askAll(4);
    await yard.until(() => yard.news.length === 3);
    for (const id of ['build-1', 'build-2', 'build-3']) await yard.release(id);
    await yard.until(() => yard.phases().join() === 'idle,idle,idle,leased');
  });

  it('38: launches keep to the rate, in batches', async () => {
    const yard = new PoolYard({ strategy: 'per-job', ceiling: 100 });
    yard.settings = { ...yard.settings, launchesPerSecond: 2, launchBurst: 3, maximumBatch: 4 };
    await yard.askAll(80);
    await yard.pass(20_000, 100);
    const times = launches(yard).map(({ at }) => at);
    expect(times).toHaveLength(20);
    for (const [index, at] of times.entries()) {
      const earlier = times.filter((time) => time > at - 1_000 && time <= at);
      expect(earlier.length, `launch ${index}`).toBeLessThanOrEqual(3 + 2);
    }
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(((20 - 3) / 2) * 1_000 - 100);
  });

  it('38: who is throttled waits longer each time, and not as long as the next one', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    yard.ec2.faults.push({ operation: 'RunInstances', code: 'RequestLimitExceeded', status: 503, times: 6 });
    await yard.ask('one');
    await yard.until(() => yard.request('one').phase === 'placed', 200);
    const times = launches(yard).map(({ at }) => at);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(pauses).toHaveLength(6);
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(2 ** index * 500);
      expect(pause).toBeLessThanOrEqual(2 ** index * 1_000 + 700);
    }
  });

  it('39: events that come twice, late or never change nothing: what EC2 shows is the truth', async () => {
    const yard = new PoolYard({ strategy: 'spot', floor: 1 });
    const instance = await yard.place('one');
    // A notice for an instance that is no more, or was never ours.
    await yard.reconcile(['i-00000000000009999', 'i-00000000000009999']);
    expect(yard.told('one')).toEqual(['placed']);
    await yard.release('one');
    yard.ec2.notify(yard.ec2.get(instance));
    await yard.pass(MINUTE);
    await yard.reconcile([instance, instance]);
    await yard.until(() => yard.phases().join() === 'idle');
    expect(yard.ec2.alive()).toHaveLength(1);
  });

  it('40: an instance that DescribeInstances does not show yet is waited for', async () => {
    const yard = new PoolYard({ strategy: 'per-job' });
    yard.ec2.visibleMs = 2 * MINUTE;
    await yard.place('one');
    expect(yard.ec2.instances.size).toBe(1);
  });

  it.each([-40_000, 40_000, 10 * MINUTE])('41: a clock that is off by %i ms changes nothing', async (skewMs) => {
    const yard = new PoolYard({ strategy: 'stopped', floor: 1, idleMinutes: 0 });
    yard.skewMs = skewMs;
    await yard.until(() => yard.phases().join() === 'stopped');
    for (const id of ['one', 'two']) {
      await yard.place(id);
      await yard.release(id);
      await yard.until(() => yard.phases().join() === 'stopped');
    }
    expect(yard.ec2.instances.size).toBe(1);
  });

  it('41: schedules that overlap, in other time zones, through the hour that is skipped', async () => {
    const yard = new PoolYard({
      ...{ strategy: 'warm', idleMinutes: 1 },
      schedules: [
        { period: 'cron(* 3-5 ? * * *)', timeZone: 'Europe/Berlin', floor: 2 },
        { period: 'cron(* 2-3 ? * * *)', timeZone: 'UTC', floor: 3 },
      ],
    });
    // Half past midnight in UTC; at one, Berlin goes from two to three o’clock.
    yard.ec2.now = Date.UTC(2026, 2, 29, 0, 30);
    const floors: number[] = [];
    for (let half = 0; half < 8; half += 1) {
      await yard.pass(30 * MINUTE, 30_000);
      floors.push(yard.ec2.alive().length);
    }
    // At the ends of 1:00, 1:30, … 4:30 in UTC: Berlin’s three o’clock begins at one, and its six o’clock is four.
    expect(floors).toEqual([2, 2, 3, 3, 3, 3, 0, 0]);
  });

  it('500 queued builds are placed within a minute under five launches a second', async () => {
    const yard = new PoolYard({ name: 'warm', strategy: 'warm', floor: 50, ceiling: 500, cleans: false });
    await yard.until(() => yard.phases().filter((phase) => phase === 'idle').length === 50, 5_000);
    const before = launches(yard).length;
    const since = yard.ec2.now;
    await yard.askAll(500, 'warm');
    const sleep = async (milliseconds: number) => yard.ec2.pass(milliseconds);
    await keepReconciling(async () => yard.parts(), { until: yard.now + MINUTE, sleep });
    yard.check();
    expect(yard.news).toHaveLength(500);
    expect(yard.ec2.now - since).toBeLessThanOrEqual(MINUTE);
    expect(yard.ec2.instances.size).toBe(500);
    expect(launches(yard).length - before).toBeLessThanOrEqual(10);
  });
});

import { describe, expect, it } from 'vitest';
import { reclaim, settle, start, stop, terminate } from './change-state.ts';
import type { Instance, InstanceState } from './instance.ts';

const instance = (state: InstanceState, rest: Partial<Instance> = {}) =>
  ({ id: 'i-1', state, stateSince: 1, boots: 0, mayHibernate: false, isProtected: false, ...rest }) as Instance;

const outcome = (change: () => Instance) => {
  try {
    return change().state;
  } catch (error) {
    return (error as Error).name;
  }
};

describe('an instance', () => {
  it.each<[InstanceState, string, string, string, string]>([
    // state, started, stopped, terminated, settled
    ['pending', 'pending', 'stopping', 'shutting-down', 'running'],
    ['running', 'running', 'stopping', 'shutting-down', 'running'],
    ['stopping', 'IncorrectInstanceState', 'stopping', 'shutting-down', 'stopped'],
    ['stopped', 'pending', 'stopped', 'shutting-down', 'stopped'],
    ['shutting-down', 'IncorrectInstanceState', 'IncorrectInstanceState', 'shutting-down', 'terminated'],
    ['terminated', 'IncorrectInstanceState', 'IncorrectInstanceState', 'terminated', 'terminated'],
  ])('that is %s: started it is %s, stopped %s, terminated %s, left alone %s', (state, ...expected) => {
    const it = instance(state);
    expect([
      outcome(() => start(it, 2)),
      outcome(() => stop(it, { hibernate: false, now: 2 })),
      outcome(() => terminate(it, 2)),
      outcome(() => settle(it, 2)),
    ]).toEqual(expected);
  });

  it('counts its starts, and forgets why it was stopped', () => {
    const stopped = settle(stop(instance('running'), { hibernate: false, now: 2 }), 3);
    expect(stopped.reason?.code).toBe('Client.UserInitiatedShutdown');
    expect(settle(start(stopped, 4), 5)).toMatchObject({ boots: 1, launchedAt: 4 });
    expect(start(stopped, 4).reason).toBeUndefined();
  });

  it('refuses what it is not made for', () => {
    const hibernate = (it: Instance) => outcome(() => stop(it, { hibernate: true, now: 2 }));
    expect(hibernate(instance('running'))).toBe('UnsupportedHibernationConfiguration');
    expect(hibernate(instance('running', { mayHibernate: true }))).toBe('stopping');
    expect(hibernate(instance('running', { lifecycle: 'spot' }))).toBe('UnsupportedOperation');
    expect(outcome(() => terminate(instance('running', { isProtected: true }), 2))).toBe('OperationNotPermitted');
    expect(reclaim(instance('running', { isProtected: true }), 2)).toMatchObject({
      state: 'shutting-down',
      reason: { code: 'Server.SpotInstanceTermination' },
    });
  });
});

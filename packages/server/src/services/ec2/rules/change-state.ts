import { cannotHibernate, cannotStopSpot, terminationProtected, wrongState } from '../errors.ts';
import type { Instance, InstanceState } from './instance.ts';

type Reason = NonNullable<Instance['reason']>;

const USER_STOP: Reason = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};
const USER_HIBERNATION: Reason = {
  code: 'Client.UserInitiatedHibernate',
  message: 'Client.UserInitiatedHibernate: User initiated hibernate',
};
const SPOT_END: Reason = {
  code: 'Server.SpotInstanceTermination',
  message: 'Server.SpotInstanceTermination: Spot instance termination',
};

/** What each request makes of an instance in a state; the same state where it changes nothing, undefined where it is refused. */
const START: Readonly<Record<InstanceState, InstanceState | undefined>> = {
  ...{ pending: 'pending', running: 'running', stopped: 'pending' },
  ...{ stopping: undefined, 'shutting-down': undefined, terminated: undefined },
};
const STOP: typeof START = {
  ...{ pending: 'stopping', running: 'stopping', stopping: 'stopping', stopped: 'stopped' },
  ...{ 'shutting-down': undefined, terminated: undefined },
};
const TERMINATE: Readonly<Record<InstanceState, InstanceState>> = {
  ...{ pending: 'shutting-down', running: 'shutting-down', stopping: 'shutting-down', stopped: 'shutting-down' },
  ...{ 'shutting-down': 'shutting-down', terminated: 'terminated' },
};
/** Where an instance goes by itself. */
const SETTLED: Partial<Record<InstanceState, InstanceState>> = {
  pending: 'running',
  stopping: 'stopped',
  'shutting-down': 'terminated',
};

export function start(instance: Instance, now: number): Instance {
  const state = START[instance.state];
  if (!state) throw wrongState(instance.id, 'started');
  if (state === instance.state) return instance;
  const { reason: _, ...rest } = instance;
  return { ...rest, state, stateSince: now, launchedAt: now };
}

export function stop(instance: Instance, { hibernate, now }: { hibernate: boolean; now: number }): Instance {
  const state = STOP[instance.state];
  if (!state) throw wrongState(instance.id, 'stopped');
  if (state === instance.state) return instance;
  if (instance.lifecycle === 'spot') throw cannotStopSpot(instance.id);
  if (hibernate && !instance.mayHibernate) throw cannotHibernate(instance.id);
  const reason = hibernate ? USER_HIBERNATION : USER_STOP;
  return { ...instance, state, stateSince: now, hibernates: hibernate, reason };
}

export function terminate(instance: Instance, now: number): Instance {
  const state = TERMINATE[instance.state];
  if (state === instance.state) return instance;
  if (instance.isProtected) throw terminationProtected(instance.id);
  return { ...instance, state, stateSince: now, reason: USER_STOP };
}

/** The end of a spot instance whose notice has run out. */
export function reclaim(instance: Instance, now: number): Instance {
  const state = TERMINATE[instance.state];
  return state === instance.state ? instance : { ...instance, state, stateSince: now, reason: SPOT_END };
}

const LAUNCH_ERROR = 'Client.InternalError';

/** An instance whose machine cannot be made. */
export function giveUp(instance: Instance, message: string, now: number): Instance {
  const reason = { code: LAUNCH_ERROR, message: `${LAUNCH_ERROR}: ${message}` };
  return { ...instance, state: 'shutting-down', stateSince: now, reason };
}

/** The instance once its machine did what its state says. */
export function settle(instance: Instance, now: number): Instance {
  const state = SETTLED[instance.state];
  if (!state) return instance;
  const boots = instance.boots + (state === 'running' ? 1 : 0);
  return { ...instance, state, stateSince: now, boots };
}

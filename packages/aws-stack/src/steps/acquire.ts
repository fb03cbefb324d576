import { releaseInstance, requestInstance } from '@codeyard/compute/instance-pools/build-requests';
import { reconcile } from '@codeyard/compute/instance-pools/reconcile';
import { announce } from '../jobs/announce.ts';
import type { Parts } from '../parts.ts';
import { ownPool } from '../pools/own-pool.ts';
import { answer } from './answer.ts';
import { openStep } from './open-step.ts';
import type { StepEvent } from './step-event.ts';
import { tellAgain } from './tell-build.ts';
import { wakeScheduler } from './wake-scheduler.ts';

/** Asks for a machine. Where one is ready the step is answered at once; otherwise when the scheduler has one. */
export async function acquire(parts: Parts, event: StepEvent): Promise<void> {
  const { attempt } = event;
  const build = await openStep(parts, event, 'acquire');
  if (!build?.order) return;
  const { id, order } = build;
  const scheduler = await parts.openScheduler();
  const { machine } = order;
  if ('pool' in machine && !scheduler.pools[machine.pool]) {
    const cause = await poolProblem(parts, machine.pool);
    if (cause !== undefined)
      return await answer(parts, { step: 'acquire', attempt, token: event.token ?? '' }, { error: 'NoMachine', cause });
  }
  const pool = 'pool' in machine ? machine.pool : ownPool(machine, parts.settings.instanceProfile);
  await requestInstance(scheduler.store, { id, attempt, pool }, parts.now());
  const { nextLookAt, isLost } = await reconcile(scheduler);
  // Cancelled while it was asked for: the release may have come before the request.
  if ((await parts.builds.find(id))?.cancelled !== undefined)
    await releaseInstance(scheduler.store, { id, attempt }, parts.now());
  // A request of before, by a function that died, was told to the token of before.
  await tellAgain(parts, id);
  const isWaiting = (await scheduler.store.findRequest(id))?.request.phase === 'waiting';
  if (isWaiting || isLost || nextLookAt !== undefined) await wakeScheduler(parts);
  if (isWaiting) await announce(parts, build);
}

/** Why no machine can come of a pool, with what to do about it. */
async function poolProblem({ definitions }: Parts, name: string): Promise<string | undefined> {
  const { pools, problems } = await definitions();
  if (pools[name]) return undefined;
  if (problems[name]) return `Pool: the definition of ${name} cannot be used: ${problems[name].join('; ')}`;
  const names = Object.keys(pools);
  const others = names.length > 0 ? `There are ${names.join(', ')}.` : 'There are none.';
  return `Pool: there is no pool ${name}. ${others} A pool is a parameter of Systems Manager; see PoolsPath of the stack.`;
}

import type { Pool } from '@codeyard/engine/instance-pools/pool';
import { releaseInstance, requestInstance } from '@codeyard/compute/instance-pools/build-requests';
import { reconcile } from '@codeyard/compute/instance-pools/reconcile';
import type { MachineOrder } from '../action/configuration.ts';
import { announce } from '../jobs/announce.ts';
import type { Parts } from '../parts.ts';
import { ownPool } from '../pools/own-pool.ts';
import { openStep } from './open-step.ts';
import type { StepEvent } from './step-event.ts';

/** Asks for a machine. Where one is ready the step is answered at once; otherwise when the scheduler has one. */
export async function acquire(parts: Parts, event: StepEvent): Promise<void> {
  const build = await openStep(parts, event, 'acquire');
  if (!build?.order) return;
  const scheduler = await parts.openScheduler();
  const { id } = build;
  await requestInstance(scheduler.store, { id, attempt: event.attempt, pool: poolOf(parts, build.order.machine) }, parts.now());
  const { nextLookAt } = await reconcile(scheduler);
  const { request } = (await scheduler.store.findRequest(id)) ?? {};
  // Cancelled while it was asked for: nobody else would take the request back.
  const cancelled = (await parts.builds.find(id))?.cancelled;
  if (cancelled !== undefined) await releaseInstance(scheduler.store, { id, attempt: event.attempt }, parts.now());
  if (request?.phase === 'waiting' || nextLookAt !== undefined) await wakeScheduler(parts);
  if (request?.phase === 'waiting') await announce(parts, build);
}

const poolOf = (parts: Parts, machine: MachineOrder): string | Pool =>
  'pool' in machine ? machine.pool : ownPool(machine, parts.settings.instanceProfile);

/** The scheduler looks on until nothing is under way; one that runs already sees what is new. */
export async function wakeScheduler({ aws, settings }: Parts): Promise<void> {
  await aws.lambda.invoke({ FunctionName: settings.schedulerName, InvocationType: 'Event', Payload: '{}' });
}

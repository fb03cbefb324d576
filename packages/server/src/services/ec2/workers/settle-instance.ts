import { MachineRefused } from '@codeyard/compute/machines/machine-host';
import type { Worker } from '../../../work-queue/work-queue.ts';
import { changeInstance } from '../change-instance.ts';
import { instanceEnvironment } from '../instance-environment.ts';
import type { Parts } from '../parts.ts';
import { giveUp, settle } from '../rules/change-state.ts';
import type { Instance } from '../rules/instance.ts';
import { readUserData } from '../rules/user-data.ts';
import { shapeOf } from '../shape-of.ts';
import { findInstance, lockInstance } from '../store/instances.ts';
import { INTERRUPT } from '../work-kinds.ts';

export const USER_DATA_COMMAND = 'user-data';

/** Has machines boot, halt and go, as the states of their instances say, then tells that they did. */
export const settleWorker = (parts: Parts): Worker<string> => ({
  kind: 'ec2.settle',
  concurrency: 16,
  async handle(id) {
    const instance = await findInstance(parts.database, id);
    if (!instance) return undefined;
    const { bootMs, stopMs } = parts.faults;
    const pause = instance.state === 'pending' ? bootMs : stopMs;
    const left = instance.stateSince + pause - parts.clock.now();
    if (settle(instance, 0) === instance) return undefined;
    if (left > 0) return { again: { afterMs: left } };
    const problem = await act(parts, instance).catch(refusalOf);
    await parts.database.transaction(async (tx) => {
      const now = await lockInstance(tx, id);
      if (now?.state !== instance.state || now.stateSince !== instance.stateSince) return;
      const time = parts.clock.now();
      const after = problem === undefined ? settle(now, time) : giveUp(now, problem, time);
      await changeInstance(tx, parts, now, after);
      const { interruptSpotAfterMs } = parts.faults;
      if (after.state !== 'running' || after.lifecycle !== 'spot' || interruptSpotAfterMs === undefined) return;
      const runAt = parts.clock.now() + interruptSpotAfterMs;
      await parts.queue.enqueue(tx, { kind: INTERRUPT, id: `${INTERRUPT}:${id}`, payload: id, runAt });
    });
    return undefined;
  },
});

/** What keeps a machine from being made is the instance's own trouble; anything else is tried again. */
function refusalOf(error: unknown): string {
  if (error instanceof MachineRefused) return error.message;
  throw error;
}

async function act(parts: Parts, instance: Instance): Promise<undefined> {
  const { machines } = parts;
  const { id, state } = instance;
  if (state === 'shutting-down') await machines.destroy(id);
  if (state === 'stopping') await (instance.hibernates ? machines.suspend(id) : machines.halt(id));
  if (state !== 'pending') return undefined;
  await machines.boot(id, shapeOf(instance));
  const script = instance.boots === 0 ? readUserData(instance) : undefined;
  if (!script) return undefined;
  const environment = await instanceEnvironment(parts, instance);
  await machines.run({ machine: id, command: USER_DATA_COMMAND, ...script, environment }).catch((error: Error) => {
    // On AWS too, an instance runs whatever its user data does.
    parts.logger.warn({ instance: id, error }, 'user data could not be run');
  });
  return undefined;
}

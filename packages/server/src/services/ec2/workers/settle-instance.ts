import type { Worker } from '../../../work-queue/work-queue.ts';
import { changeInstance } from '../change-instance.ts';
import { instanceEnvironment } from '../instance-environment.ts';
import type { Parts } from '../parts.ts';
import { settle } from '../rules/change-state.ts';
import type { Instance } from '../rules/instance.ts';
import { readUserData } from '../rules/user-data.ts';
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
    await act(parts, instance);
    await parts.database.transaction(async (tx) => {
      const now = await lockInstance(tx, id);
      if (now?.state !== instance.state || now.stateSince !== instance.stateSince) return;
      const after = settle(now, parts.clock.now());
      await changeInstance(tx, parts, now, after);
      const { interruptSpotAfterMs } = parts.faults;
      if (after.state !== 'running' || after.lifecycle !== 'spot' || interruptSpotAfterMs === undefined) return;
      const runAt = parts.clock.now() + interruptSpotAfterMs;
      await parts.queue.enqueue(tx, { kind: INTERRUPT, id: `${INTERRUPT}:${id}`, payload: id, runAt });
    });
    return undefined;
  },
});

async function act(parts: Parts, instance: Instance): Promise<void> {
  const { machines } = parts;
  const { id, state } = instance;
  if (state === 'shutting-down') return await machines.destroy(id);
  if (state === 'stopping') return await (instance.hibernates ? machines.suspend(id) : machines.halt(id));
  await machines.boot(id);
  const script = instance.boots === 0 ? readUserData(instance) : undefined;
  if (!script) return;
  const environment = await instanceEnvironment(parts, instance);
  await machines.run({ machine: id, command: USER_DATA_COMMAND, ...script, environment }).catch((error: Error) => {
    // On AWS too, an instance runs whatever its user data does.
    parts.logger.warn({ instance: id, error }, 'user data could not be run');
  });
}

import type { Worker } from '../../../work-queue/work-queue.ts';
import { changeInstance } from '../change-instance.ts';
import type { Parts } from '../parts.ts';
import { reclaim } from '../rules/change-state.ts';
import { INTERRUPTION_NOTICE_MS } from '../rules/instance.ts';
import { interruptionEvent } from '../rules/state-event.ts';
import { lockInstance, saveInstance } from '../store/instances.ts';
import { INTERRUPT } from '../work-kinds.ts';

/** Takes a spot instance back: first the notice, two minutes later the instance. */
export const interruptWorker = (parts: Parts): Worker<string> => ({
  kind: INTERRUPT,
  async handle(id) {
    const { database, clock, queue } = parts;
    await database.transaction(async (tx) => {
      const instance = await lockInstance(tx, id);
      if (instance?.state !== 'running') return;
      if (instance.interruptedAt === undefined) {
        await saveInstance(tx, { ...instance, interruptedAt: clock.now() });
        await parts.emitEvent(tx, interruptionEvent(parts, instance));
        const runAt = clock.now() + INTERRUPTION_NOTICE_MS;
        return await queue.enqueue(tx, { kind: INTERRUPT, id: `${INTERRUPT}:${id}`, payload: id, runAt });
      }
      if (clock.now() < instance.interruptedAt + INTERRUPTION_NOTICE_MS) return;
      await changeInstance(tx, parts, instance, reclaim(instance, clock.now()));
    });
  },
});

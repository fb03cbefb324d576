import type { ServiceContext } from '../../../gateway/service.ts';
import { deleteEvents } from '../../../logs-store/store.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';

export const DELETE_EVENTS = 'logs.delete-events';

/** Removes the events of streams that are gone. */
export function deleteEventsOfStreams({ database }: ServiceContext): Worker<string[]> {
  return {
    kind: DELETE_EVENTS,
    async handle(streamIds) {
      for (const id of streamIds) await deleteEvents(database, id);
    },
  };
}

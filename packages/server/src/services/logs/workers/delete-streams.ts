import type { ServiceContext } from '../../../gateway/service.ts';
import { deleteEvents } from '../../../logs-store/store.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import { deleteStream, listStreamsByName } from '../store.ts';

export const DELETE_STREAMS = 'logs.delete-streams';
const AT_ONCE = 100;

/** Removes the streams of a deleted group; those of a later group of the same name stay. */
export function deleteStreams({ database }: ServiceContext): Worker<{ groupName: string; before: number }> {
  return {
    kind: DELETE_STREAMS,
    async handle({ groupName, before }) {
      for (let after = ''; ; ) {
        const streams = await listStreamsByName(database, { groupName, after, limit: AT_ONCE });
        for (const { id } of streams.filter((stream) => stream.createdAt <= before)) {
          await database.transaction(async (tx) => {
            await deleteStream(tx, id);
            await deleteEvents(tx, id);
          });
        }
        const last = streams.at(-1);
        if (!last || streams.length < AT_ONCE) return;
        after = last.name;
      }
    },
  };
}

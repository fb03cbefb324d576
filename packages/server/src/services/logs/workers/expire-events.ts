import type { ServiceContext } from '../../../gateway/service.ts';
import { deleteEventsBefore } from '../../../logs-store/store.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import { groupsWithRetention, listStreamsByName } from '../store.ts';

export const EXPIRE_EVENTS = 'logs.expire-events';
const EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
const AT_ONCE = 500;

/** Applies the groups' retention once an hour. */
export function expireEvents({ database, clock }: ServiceContext): Worker {
  return {
    kind: EXPIRE_EVENTS,
    async handle() {
      for (const { name, retentionDays = 0 } of await groupsWithRetention(database)) {
        const before = clock.now() - retentionDays * DAY_MS;
        for (let after: string | undefined = ''; after !== undefined; ) {
          const streams = await listStreamsByName(database, { groupName: name, after, limit: AT_ONCE });
          for (const stream of streams) await deleteEventsBefore(database, stream.id, before);
          after = streams.length < AT_ONCE ? undefined : streams.at(-1)?.name;
        }
      }
      return { again: { afterMs: EVERY_MS } };
    },
  };
}

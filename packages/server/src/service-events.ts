import type { Db } from './database/database.ts';
import type { AwsClients } from './gateway/aws-clients.ts';
import type { ServiceEvent } from './gateway/service.ts';
import type { Clock } from './platform/clock.ts';
import type { Worker, WorkQueue } from './work-queue/work-queue.ts';

const KIND = 'service-event';

type QueuedEvent = Omit<ServiceEvent, 'key'> & { readonly time: number };

/** Writes the event as a row of the work queue, in the transaction of the change it tells of. */
export function emitServiceEvent(queue: WorkQueue, clock: Clock, tx: Db, event: ServiceEvent): Promise<void> {
  const { key, ...rest } = event;
  const payload: QueuedEvent = { ...rest, time: event.time ?? clock.now() };
  return queue.enqueue(tx, { kind: KIND, key: `${KIND}:${key ?? event.resources[0] ?? event.source}`, payload });
}

/** Hands queued events to EventBridge; what it refuses is tried again. */
export function serviceEventWorker(aws: AwsClients): Worker<QueuedEvent> {
  return {
    kind: KIND,
    async handle(event) {
      const { FailedEntryCount, Entries } = await aws.events.putEvents({
        Entries: [
          {
            Source: event.source,
            DetailType: event.detailType,
            Resources: [...event.resources],
            Detail: JSON.stringify(event.detail),
            Time: new Date(event.time),
          },
        ],
      });
      if (FailedEntryCount) throw new Error(`EventBridge refused an event: ${Entries?.[0]?.ErrorMessage}`);
    },
  };
}

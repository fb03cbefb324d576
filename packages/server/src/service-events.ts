import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
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
  const now = clock.now();
  const payload: QueuedEvent = { ...rest, time: event.time ?? now };
  const order = `${KIND}:${key ?? event.resources[0] ?? event.source}`;
  return queue.enqueue(tx, { kind: KIND, key: order, payload, runAt: now + GATHER_MS });
}

/** Events of one moment go out together. */
const GATHER_MS = 20;
/** What PutEvents takes at once, and what is sent at once of that. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 200_000;
const MOST_EVENTS = 100;

/** Hands queued events to EventBridge, in their order; what it refuses is tried again. */
export function serviceEventWorker(aws: AwsClients): Worker<QueuedEvent> {
  return {
    kind: KIND,
    batch: MOST_EVENTS,
    async handleAll(events) {
      for (const entries of inPortions(events.map(entryOf))) {
        const { FailedEntryCount, Entries } = await aws.events.putEvents({ Entries: entries });
        const refused = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
        if (FailedEntryCount) throw new Error(`EventBridge refused an event: ${refused?.ErrorMessage}`);
      }
    },
  };
}

function entryOf(event: QueuedEvent) {
  return {
    Source: event.source,
    DetailType: event.detailType,
    Resources: [...event.resources],
    Detail: JSON.stringify(event.detail),
    Time: new Date(event.time),
  };
}

function inPortions(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const portions: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '');
    const last = portions.at(-1);
    if (last && last.length < MOST_ENTRIES && bytes + size <= MOST_BYTES) last.push(entry);
    else {
      portions.push([entry]);
      bytes = 0;
    }
    bytes += size;
  }
  return portions;
}

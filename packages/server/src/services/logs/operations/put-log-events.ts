import type { PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { appendEvents } from '../../../logs-store/store.ts';
import { invalid, streamNotFound } from '../errors.ts';
import { findExistingGroup } from '../find-group.ts';
import { acceptBatch, batchProblem } from '../rules/batch.ts';
import { takePlaces } from '../store.ts';
import { COMPACT_STREAM } from '../workers/compact-stream.ts';

/** Small batches are joined once this many have come. */
const COMPACT_EVERY = 64;

/** Sequence tokens are accepted and not looked at, as on AWS since 2023. */
export const putLogEvents = operation<PutLogEventsCommand, ServiceContext>('PutLogEvents', async (input, parts) => {
  const { database, clock, queue } = parts;
  const { logGroupName, logStreamName } = input;
  const events = input.logEvents.map(({ timestamp, message }) => ({ timestamp, message }));
  const problem = batchProblem(events);
  if (problem) throw invalid(problem);
  return database.transaction(async (tx) => {
    const group = await findExistingGroup(tx, logGroupName);
    const now = clock.now();
    const { kept, ...rejected } = acceptBatch(events, now, group.retentionDays);
    const times = { firstTime: kept[0]?.timestamp ?? now, lastTime: kept.at(-1)?.timestamp ?? now };
    const place = { groupName: logGroupName, name: logStreamName };
    const stream = await takePlaces(tx, place, { count: kept.length, now, ...times });
    if (!stream) throw streamNotFound();
    if (kept.length > 0) {
      await appendEvents(tx, {
        streamId: stream.id,
        place: stream.events - kept.length,
        ingestedAt: now,
        events: kept,
      });
    }
    if (stream.batches % COMPACT_EVERY === 0) {
      await queue.enqueue(tx, { kind: COMPACT_STREAM, id: `${COMPACT_STREAM}:${stream.id}`, payload: stream.id });
    }
    return { nextSequenceToken: String(stream.batches), ...describeRejected(rejected) };
  });
});

function describeRejected(rejected: { tooNewStart?: number; tooOldEnd?: number; expiredEnd?: number }) {
  if (Object.keys(rejected).length === 0) return {};
  return {
    rejectedLogEventsInfo: {
      tooNewLogEventStartIndex: rejected.tooNewStart,
      tooOldLogEventEndIndex: rejected.tooOldEnd,
      expiredLogEventEndIndex: rejected.expiredEnd,
    },
  };
}

import type { LogEvent } from '../../../logs-store/log-event.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * HOUR_MS;
const LARGEST_BATCH_BYTES = 1_048_576;
/** CloudWatch Logs counts this much for every event besides its message. */
const EVENT_OVERHEAD_BYTES = 26;
const LONGEST_SPAN_MS = DAY_MS;

/** Why a whole batch is refused, in AWS's words, or undefined. */
export function batchProblem(events: readonly LogEvent[]): string | undefined {
  let bytes = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (const { timestamp, message } of events) {
    if (timestamp < previous) return 'Log events in a single PutLogEvents request must be in chronological order.';
    previous = timestamp;
    bytes += Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
  }
  if (bytes > LARGEST_BATCH_BYTES) return `Upload too large: ${bytes} bytes exceeds limit of ${LARGEST_BATCH_BYTES}`;
  const [first, last] = [events[0], events.at(-1)];
  if (first && last && last.timestamp - first.timestamp > LONGEST_SPAN_MS) {
    return 'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.';
  }
  return undefined;
}

/** Which events of a batch are kept; the others are told by index as AWS does. */
export interface AcceptedBatch {
  readonly kept: readonly LogEvent[];
  readonly tooNewStart?: number;
  readonly tooOldEnd?: number;
  readonly expiredEnd?: number;
}

/** Leaves out what is too old, older than the group's retention, or from the future. */
export function acceptBatch(
  events: readonly LogEvent[],
  now: number,
  retentionDays: number | undefined,
): AcceptedBatch {
  const kept: LogEvent[] = [];
  const rejected: { tooNewStart?: number; tooOldEnd?: number; expiredEnd?: number } = {};
  events.forEach((event, index) => {
    if (event.timestamp > now + NEWEST_MS) rejected.tooNewStart ??= index;
    else if (event.timestamp < now - OLDEST_MS) rejected.tooOldEnd = index + 1;
    else if (retentionDays !== undefined && event.timestamp < now - retentionDays * DAY_MS)
      rejected.expiredEnd = index + 1;
    else kept.push(event);
  });
  return { kept, ...rejected };
}

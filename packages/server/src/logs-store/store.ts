import { sql } from 'kysely';
import type { Db } from '../database/database.ts';
import { packEvents, unpackEvents } from './chunk-codec.ts';
import type { LogEvent, StoredLogEvent } from './log-event.ts';

interface Tables {
  log_chunks: {
    stream_id: string;
    first_place: number;
    last_place: number;
    first_time: number;
    last_time: number;
    ingested_at: number;
    /** Of the messages, as UTF-8. */
    message_bytes: number;
    events: Uint8Array;
  };
}

/** Smaller neighbours are read and kept as one. */
const SMALL_CHUNK_EVENTS = 200;
const SMALL_CHUNK_BYTES = 256 * 1024;
const LARGE_CHUNK_EVENTS = 5_000;
/** As much as one batch may hold: a chunk is read as a whole. */
const LARGE_CHUNK_BYTES = 1024 * 1024;

/** A stretch of a stream: places from `from` to `to`, both included, with timestamps in a window. */
export interface Stretch {
  readonly streamId: string;
  readonly from: number;
  readonly to: number;
  /** Milliseconds since the epoch; `until` is excluded. */
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  /** How many bytes of messages to stop after. */
  readonly maxBytes: number;
}

/** Adds a batch as one chunk; `place` is the number of events the stream held before. */
export async function appendEvents(
  tx: Db,
  batch: { streamId: string; place: number; ingestedAt: number; events: readonly LogEvent[] },
): Promise<void> {
  const { streamId, place, events } = batch;
  const times = events.map((event) => event.timestamp);
  const row = {
    stream_id: streamId,
    first_place: place,
    last_place: place + events.length - 1,
    first_time: times.reduce((a, b) => Math.min(a, b)),
    last_time: times.reduce((a, b) => Math.max(a, b)),
    ingested_at: batch.ingestedAt,
    message_bytes: events.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0),
    events: await packEvents(events),
  };
  await tx.tables<Tables>().insertInto('log_chunks').values(row).execute();
}

/** Events of a stretch, oldest first; those nearest to `from` when there are more than `limit`. */
export function readForward(db: Db, stretch: Stretch): Promise<StoredLogEvent[]> {
  return read(db, stretch, 'asc');
}

/** Events of a stretch, oldest first; those nearest to `to` when there are more than `limit`. */
export async function readBackward(db: Db, stretch: Stretch): Promise<StoredLogEvent[]> {
  return (await read(db, stretch, 'desc')).reverse();
}

async function read(db: Db, stretch: Stretch, direction: 'asc' | 'desc'): Promise<StoredLogEvent[]> {
  const found: StoredLogEvent[] = [];
  let bytes = 0;
  let { from, to } = stretch;
  while (found.length < stretch.limit && from <= to) {
    const chunk = await nextChunk(db, { ...stretch, from, to }, direction);
    if (!chunk) break;
    const events = await eventsOf(chunk, stretch, { from, to });
    for (const event of direction === 'asc' ? events : events.reverse()) {
      bytes += Buffer.byteLength(event.message);
      if (found.length === stretch.limit || (bytes > stretch.maxBytes && found.length > 0)) return found;
      found.push(event);
    }
    if (direction === 'asc') from = chunk.last_place + 1;
    else to = chunk.first_place - 1;
  }
  return found;
}

async function nextChunk(db: Db, { streamId, from, to, since, until }: Stretch, direction: 'asc' | 'desc') {
  let query = db
    .tables<Tables>()
    .selectFrom('log_chunks')
    .selectAll()
    .where('stream_id', '=', streamId)
    .where('last_place', '>=', from)
    .where('first_place', '<=', to);
  if (since !== undefined) query = query.where('last_time', '>=', since);
  if (until !== undefined) query = query.where('first_time', '<', until);
  return query.orderBy('first_place', direction).limit(1).executeTakeFirst();
}

async function eventsOf(chunk: Tables['log_chunks'], window: Stretch, places: { from: number; to: number }) {
  const events = await unpackEvents(chunk.events);
  return events
    .map((event, index) => ({ ...event, place: chunk.first_place + index, ingestedAt: chunk.ingested_at }))
    .filter(
      ({ place, timestamp }) =>
        place >= places.from &&
        place <= places.to &&
        (window.since === undefined || timestamp >= window.since) &&
        (window.until === undefined || timestamp < window.until),
    );
}

/** Joins small neighbouring chunks of a stream, so that many tiny batches read like few large ones. */
export async function compactChunks(tx: Db, streamId: string): Promise<void> {
  const small = await tx
    .tables<Tables>()
    .selectFrom('log_chunks')
    .select(['first_place', 'last_place', 'message_bytes'])
    .where('stream_id', '=', streamId)
    .where('message_bytes', '<', SMALL_CHUNK_BYTES)
    .where(sql<boolean>`last_place - first_place < ${SMALL_CHUNK_EVENTS}`)
    .orderBy('first_place')
    .limit(LARGE_CHUNK_EVENTS)
    .execute();
  for (const run of neighbours(small)) {
    if (run.length > 1) await joinChunks(tx, streamId, run);
  }
}

interface Span {
  readonly first_place: number;
  readonly last_place: number;
  readonly message_bytes: number;
}

/** Runs of adjacent spans that together are no more than a large chunk. */
function neighbours(spans: readonly Span[]): Span[][] {
  const runs: Span[][] = [];
  let bytes = 0;
  for (const span of spans) {
    const run = runs.at(-1);
    const [first, last] = [run?.[0], run?.at(-1)];
    const adjacent = first && last && last.last_place + 1 === span.first_place;
    const fits =
      first &&
      span.last_place - first.first_place < LARGE_CHUNK_EVENTS &&
      bytes + span.message_bytes <= LARGE_CHUNK_BYTES;
    if (run && adjacent && fits) run.push(span);
    else {
      runs.push([span]);
      bytes = 0;
    }
    bytes += span.message_bytes;
  }
  return runs;
}

async function joinChunks(tx: Db, streamId: string, run: readonly Span[]): Promise<void> {
  const [from, to] = [run[0]?.first_place ?? 0, run.at(-1)?.last_place ?? 0];
  const inRun = tx
    .tables<Tables>()
    .selectFrom('log_chunks')
    .selectAll()
    .where('stream_id', '=', streamId)
    .where('first_place', '>=', from)
    .where('last_place', '<=', to);
  const chunks = await inRun.orderBy('first_place').execute();
  const events = (await Promise.all(chunks.map((chunk) => unpackEvents(chunk.events)))).flat();
  await deleteChunks(tx, streamId, { from, to });
  await appendEvents(tx, { streamId, place: from, ingestedAt: chunks.at(-1)?.ingested_at ?? 0, events });
}

async function deleteChunks(tx: Db, streamId: string, places: { from: number; to: number }): Promise<void> {
  await tx
    .tables<Tables>()
    .deleteFrom('log_chunks')
    .where('stream_id', '=', streamId)
    .where('first_place', '>=', places.from)
    .where('last_place', '<=', places.to)
    .execute();
}

export async function deleteEvents(tx: Db, streamId: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('log_chunks').where('stream_id', '=', streamId).execute();
}

/** Removes chunks whose newest event is older than `time`. */
export async function deleteEventsBefore(tx: Db, streamId: string, time: number): Promise<void> {
  await tx
    .tables<Tables>()
    .deleteFrom('log_chunks')
    .where('stream_id', '=', streamId)
    .where('last_time', '<', time)
    .execute();
}

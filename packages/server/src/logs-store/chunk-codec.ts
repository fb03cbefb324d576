import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { LogEvent } from './log-event.ts';

const compress = promisify(deflateRaw);
const expand = promisify(inflateRaw);
/** No batch can be larger than PutLogEvents takes; its JSON form may be several times that. */
const LARGEST_CHUNK_BYTES = 64 * 1024 * 1024;

/** A batch of events as compressed JSON: times and messages side by side. */
export async function packEvents(events: readonly LogEvent[]): Promise<Uint8Array> {
  const columns = [events.map((event) => event.timestamp), events.map((event) => event.message)];
  return compress(JSON.stringify(columns), { level: 1 });
}

export async function unpackEvents(packed: Uint8Array): Promise<LogEvent[]> {
  const text = (await expand(packed, { maxOutputLength: LARGEST_CHUNK_BYTES })).toString();
  const [timestamps, messages] = JSON.parse(text) as [number[], string[]];
  return timestamps.map((timestamp, index) => ({ timestamp, message: messages[index] ?? '' }));
}

import type { FileHandle } from 'node:fs/promises';
import { sleep } from '../../../platform/clock.ts';
import type { Parts } from '../parts.ts';
import { type LogCutting, takeLogBatch } from '../rules/log-events.ts';
import { type LogCursor, saveLogCursor, takeLogCursor } from '../store/runs.ts';
import { openBuildFile } from './build-files.ts';
import { ensureLogStream, type LogStream } from './log-stream.ts';

/** Carries a build's log file into CloudWatch Logs while it grows: nothing is lost or doubled, whoever dies when. */
export interface LogShipper {
  /** Resolves when everything in the file is delivered; nothing may be written to it any more. */
  finish(): Promise<void>;
  /** Gives up; whoever ships next continues exactly where this one was. */
  stop(): Promise<void>;
}

export interface ShippedLog {
  readonly buildId: string;
  /** The build's folder; the file is below it. */
  readonly root: string;
  readonly file: string;
  readonly stream: LogStream;
  /** What may not be torn or shown; asked anew for every batch. */
  readonly hiding: () => Pick<LogCutting, 'secrets' | 'mask'>;
}

const SHORTEST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 100;
/** What comes soon after a batch goes with the next one: each batch costs two writes to disk. */
const GATHER_MS = 100;
const READ_BYTES = 1_048_576;

export function shipLog(parts: Parts, log: ShippedLog): LogShipper {
  const stopping = new AbortController();
  const finishing = new AbortController();
  const shipping = ship(parts, log, { stopping: stopping.signal, finishing: finishing.signal });
  // Whoever waits for `finish` hears of a failure; until then it is nobody's.
  shipping.catch(() => finishing.abort());
  return {
    async finish() {
      finishing.abort();
      await shipping;
    },
    async stop() {
      stopping.abort();
      await shipping.catch(() => undefined);
    },
  };
}

interface Signals {
  readonly stopping: AbortSignal;
  readonly finishing: AbortSignal;
}

async function ship(parts: Parts, log: ShippedLog, { stopping, finishing }: Signals): Promise<void> {
  const delivery = await openDelivery(parts, log);
  const wake = AbortSignal.any([stopping, finishing]);
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  let wait = SHORTEST_WAIT_MS;
  let file: FileHandle | undefined;
  try {
    while (!stopping.aborted) {
      const isEnd = finishing.aborted;
      file ??= await openBuildFile({ host: log.root }, log.file);
      const bytes = file ? await readFrom(file, delivery.offset(), buffer) : Buffer.alloc(0);
      const batch = takeLogBatch(bytes, { ...log.hiding(), isEnd: isEnd && bytes.length < READ_BYTES });
      if (batch.bytes > 0) {
        await delivery.deliver(batch.messages, batch.bytes);
        wait = SHORTEST_WAIT_MS;
        if (bytes.length < READ_BYTES) await sleep(parts.clock, GATHER_MS, wake);
        continue;
      }
      if (isEnd) return;
      await sleep(parts.clock, wait, wake);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  } finally {
    await file?.close();
  }
}

/**
 * Delivers batches exactly once. Before a batch is put, the cursor says how far it goes and which timestamp all of its
 * events carry; timestamps grow from batch to batch. After a crash the stream is asked whether it holds that timestamp.
 */
async function openDelivery(parts: Parts, log: ShippedLog) {
  const { database, clock, aws } = parts;
  const { group: logGroupName, stream: logStreamName } = log.stream;
  // In transactions, since those of many builds are written to disk together.
  const taken = await database.transaction((tx) => takeLogCursor(tx, log.buildId));
  if (!taken) throw new Error(`build ${log.buildId} is gone`);
  let { offset, timestamp } = await recover(parts, log.stream, taken.cursor);

  async function put(messages: readonly string[]) {
    const logEvents = messages.map((message) => ({ timestamp, message }));
    await aws.logs.putLogEvents({ logGroupName, logStreamName, logEvents });
  }
  return {
    offset: () => offset,
    async deliver(messages: readonly string[], bytes: number) {
      timestamp = Math.max(clock.now(), timestamp + 1);
      const pending = { end: offset + bytes, timestamp };
      const cursor = { offset, pending };
      if (!(await database.transaction((tx) => saveLogCursor(tx, log.buildId, taken.version, cursor)))) {
        throw new Error(`the log of ${log.buildId} is delivered by another worker`);
      }
      try {
        await put(messages);
      } catch (error) {
        if ((error as Error).name !== 'ResourceNotFoundException') throw error;
        // Somebody deleted the group under the running build: what is said from here on is kept in a new one.
        await ensureLogStream(parts, log.stream);
        await put(messages);
      }
      offset += bytes;
    },
  };
}

async function recover(parts: Parts, { group, stream }: LogStream, { offset, pending }: LogCursor) {
  if (!pending) return { offset, timestamp: 0 };
  const { timestamp, end } = pending;
  const request = {
    logGroupName: group,
    logStreamName: stream,
    startTime: timestamp,
    endTime: timestamp + 1,
    limit: 1,
  };
  const { events = [] } = await parts.aws.logs.getLogEvents({ ...request, startFromHead: true });
  return { offset: events.length > 0 ? end : offset, timestamp };
}

async function readFrom(file: FileHandle, offset: number, buffer: Buffer): Promise<Buffer> {
  const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
  return buffer.subarray(0, bytesRead);
}

import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { type QueuedRecord, RECORD } from '../queue-messages.ts';
import { messageLine } from '../rules/message-line.ts';

/** Appends messages to their topics' files; a message that was written before a crash is not written again. */
export function recordMessageWorker({ messagesFolder }: Parts): Worker<QueuedRecord> {
  return {
    kind: RECORD,
    async handle({ topic, message }) {
      await mkdir(messagesFolder, { recursive: true, mode: 0o700 });
      const file = await open(join(messagesFolder, `${topic}.jsonl`), 'a+', 0o600);
      try {
        await appendOnce(file, messageLine(message));
      } finally {
        await file.close();
      }
    },
  };
}

/** Only the last line can be of a try that a crash cut short: messages of a topic come one at a time. */
async function appendOnce(file: FileHandle, line: string): Promise<void> {
  const bytes = Buffer.from(`${line}\n`);
  const { size } = await file.stat();
  const tail = Buffer.alloc(Math.min(size, bytes.length));
  await file.read(tail, 0, tail.length, size - tail.length);
  if (tail.equals(bytes)) return;
  const whole = size === 0 || tail.at(-1) === NEW_LINE;
  if (!whole) await file.truncate(await endOfLastLine(file, size));
  await file.appendFile(bytes);
  await file.datasync();
}

const NEW_LINE = 0x0a;
const CHUNK_BYTES = 64 * 1024;

/** Where what a crash left unfinished begins. */
async function endOfLastLine(file: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; end -= CHUNK_BYTES) {
    const start = Math.max(0, end - CHUNK_BYTES);
    const chunk = Buffer.alloc(end - start);
    await file.read(chunk, 0, chunk.length, start);
    const found = chunk.lastIndexOf(NEW_LINE);
    if (found >= 0) return start + found + 1;
  }
  return 0;
}

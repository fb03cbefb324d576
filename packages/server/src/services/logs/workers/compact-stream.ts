import type { ServiceContext } from '../../../gateway/service.ts';
import { compactChunks } from '../../../logs-store/store.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';

export const COMPACT_STREAM = 'logs.compact-stream';

/** Joins the small batches of a stream, so that reading it stays fast. */
export function compactStream({ database }: ServiceContext): Worker<string> {
  return {
    kind: COMPACT_STREAM,
    concurrency: 1,
    handle: (streamId) => database.transaction((tx) => compactChunks(tx, streamId)),
  };
}

import type { Worker } from '../../../work-queue/work-queue.ts';
import { DELETE_BYTES, type DeleteBytes } from '../commit-bytes.ts';
import type { S3Parts } from '../s3-parts.ts';

/** Removes bytes whose rows are gone. */
export function deleteBytesWorker({ objects }: S3Parts): Worker<DeleteBytes> {
  return {
    kind: DELETE_BYTES,
    concurrency: 2,
    async handle({ ids }, { signal }) {
      for (const id of ids) {
        if (signal.aborted) return;
        await objects.delete(id);
      }
    },
  };
}

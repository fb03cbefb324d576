import type { Worker } from '../../../../work-queue/work-queue.ts';
import { forgetReport, REPORT_EXPIRY_KIND } from '../../forget-report.ts';
import type { Parts } from '../../parts.ts';

/** Deletes reports that are too old; nobody has seen them since they expired. */
export function reportExpiryWorker(parts: Parts): Worker<{ readonly id: string }> {
  return {
    kind: REPORT_EXPIRY_KIND,
    handle: ({ id }) => parts.database.transaction((tx) => forgetReport(tx, parts, id)),
  };
}

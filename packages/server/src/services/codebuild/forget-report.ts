import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import type { Report } from './rules/reports/report.ts';
import { deleteReportRow } from './store/reports.ts';

export const REPORT_EXPIRY_KIND = 'codebuild.report-expiry';

const reportExpiryId = (reportId: string): string => `${REPORT_EXPIRY_KIND}:${reportId}`;

/** Has a report deleted in time. */
export async function orderExpiry(tx: Db, { queue }: Parts, { id, expiresAt: runAt }: Report): Promise<void> {
  await queue.cancel(tx, reportExpiryId(id));
  await queue.enqueue(tx, { kind: REPORT_EXPIRY_KIND, id: reportExpiryId(id), payload: { id }, runAt });
}

/** Deletes a report with all it holds; what was exported of it stays. */
export async function forgetReport(tx: Db, parts: Parts, id: string): Promise<void> {
  await deleteReportRow(tx, id);
  await parts.queue.cancel(tx, reportExpiryId(id));
}

import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { deleteReportRow } from './store/reports.ts';

export const REPORT_EXPIRY_KIND = 'codebuild.report-expiry';

export const reportExpiryId = (reportId: string): string => `${REPORT_EXPIRY_KIND}:${reportId}`;

/** Deletes a report with all it holds; what was exported of it stays. */
export async function forgetReport(tx: Db, parts: Parts, id: string): Promise<void> {
  await deleteReportRow(tx, id);
  await parts.queue.cancel(tx, reportExpiryId(id));
}

import type { ListReportsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { reportArn } from '../arns.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listReportKeys, type ReportKey } from '../store/reports.ts';

/** The newest first, unless asked otherwise. */
export const listReports = operation<ListReportsCommand, Parts>('ListReports', async (input, parts) => {
  const { database, clock } = parts;
  const status = input.filter?.status;
  const descending = input.sortOrder !== 'ASCENDING';
  const page = await listPage<ReportKey>(
    `ListReports ${descending} ${status ?? ''}`,
    input.nextToken,
    (after, limit) => listReportKeys(database, { status, descending, now: clock.now(), after, limit }),
    input.maxResults,
  );
  return { reports: page.rows.map(({ id }) => reportArn(parts, id)), nextToken: page.nextToken };
});

import type { ListReportsForReportGroupCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readReportGroupName, reportArn } from '../arns.ts';
import { invalidReportGroupArn, reportGroupNotFound } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { findReportGroup } from '../store/report-groups.ts';
import { listReportKeys, type ReportKey } from '../store/reports.ts';

/** The newest first, unless asked otherwise. */
export const listReportsForReportGroup = operation<ListReportsForReportGroupCommand, Parts>(
  'ListReportsForReportGroup',
  async (input, parts) => {
    const { database, clock } = parts;
    const groupName = readReportGroupName(parts, input.reportGroupArn);
    if (!groupName) throw invalidReportGroupArn(input.reportGroupArn);
    if (!(await findReportGroup(database, groupName))) throw reportGroupNotFound(input.reportGroupArn);
    const status = input.filter?.status;
    const descending = input.sortOrder !== 'ASCENDING';
    const page = await listPage<ReportKey>(
      `ListReportsForReportGroup ${groupName} ${descending} ${status ?? ''}`,
      input.nextToken,
      (after, limit) => listReportKeys(database, { groupName, status, descending, now: clock.now(), after, limit }),
      input.maxResults,
    );
    return { reports: page.rows.map(({ id }) => reportArn(parts, id)), nextToken: page.nextToken };
  },
);

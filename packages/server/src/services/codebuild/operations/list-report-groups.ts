import type { ListReportGroupsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { reportGroupArn } from '../arns.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listReportGroupKeys } from '../store/report-groups.ts';
import type { NamedKey } from '../store/sorted-page.ts';

export const listReportGroups = operation<ListReportGroupsCommand, Parts>('ListReportGroups', async (input, parts) => {
  const by = input.sortBy ?? 'NAME';
  const descending = input.sortOrder === 'DESCENDING';
  const page = await listPage<NamedKey>(
    `ListReportGroups ${by} ${descending}`,
    input.nextToken,
    (after, limit) => listReportGroupKeys(parts.database, { by, descending, after, limit }),
    input.maxResults,
  );
  return { reportGroups: page.rows.map(({ name }) => reportGroupArn(parts, name)), nextToken: page.nextToken };
});

import type { BatchGetReportGroupsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readReportGroupName } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { describeReportGroup } from '../rules/reports/report-group.ts';
import { findReportGroups } from '../store/report-groups.ts';

export const batchGetReportGroups = operation<BatchGetReportGroupsCommand, Parts>(
  'BatchGetReportGroups',
  async ({ reportGroupArns }, parts) => {
    const wanted = reportGroupArns.map((arn) => ({ arn, name: readReportGroupName(parts, arn) ?? '' }));
    const names = wanted.map(({ name }) => name);
    const byName = new Map((await findReportGroups(parts.database, names)).map((group) => [group.name, group]));
    return {
      reportGroups: wanted.flatMap(({ name }) => byName.get(name) ?? []).map((one) => describeReportGroup(one, parts)),
      reportGroupsNotFound: wanted.filter(({ name }) => !byName.has(name)).map(({ arn }) => arn),
    };
  },
);

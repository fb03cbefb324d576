import type { UpdateReportGroupCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readReportGroupName } from '../arns.ts';
import { invalidInput, invalidReportGroupArn, reportGroupNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeReportGroup, findExportProblem, withExportDefaults } from '../rules/reports/report-group.ts';
import { lockReportGroup, updateReportGroupRow } from '../store/report-groups.ts';

/** Changes only what is given; the type stays. */
export const updateReportGroup = operation<UpdateReportGroupCommand, Parts>(
  'UpdateReportGroup',
  async ({ arn, exportConfig, tags }, parts) => {
    const name = readReportGroupName(parts, arn);
    if (!name) throw invalidReportGroupArn(arn);
    const problem = exportConfig && findExportProblem(exportConfig);
    if (problem) throw invalidInput(problem);
    const group = await parts.database.transaction(async (tx) => {
      const before = await lockReportGroup(tx, name);
      if (!before) throw reportGroupNotFound(arn);
      const after = {
        ...before,
        ...(exportConfig ? { exportConfig: withExportDefaults(exportConfig, parts) } : {}),
        ...(tags ? { tags } : {}),
        lastModifiedAt: parts.clock.now(),
      };
      await updateReportGroupRow(tx, after);
      return after;
    });
    return { reportGroup: describeReportGroup(group, parts) };
  },
);

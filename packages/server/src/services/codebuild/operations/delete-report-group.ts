import type { DeleteReportGroupCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readReportGroupName } from '../arns.ts';
import { invalidReportGroupArn, reportGroupNotEmpty } from '../errors.ts';
import { forgetReport } from '../forget-report.ts';
import type { Parts } from '../parts.ts';
import { deleteReportGroupRow, lockReportGroup } from '../store/report-groups.ts';
import { listReportIdsOfGroup } from '../store/reports.ts';
import { deleteResourcePolicyRow } from '../store/resource-policies.ts';

/** Deleting what is absent succeeds. What was exported stays where it is. */
export const deleteReportGroup = operation<DeleteReportGroupCommand, Parts>(
  'DeleteReportGroup',
  async ({ arn, deleteReports }, parts) => {
    const name = readReportGroupName(parts, arn);
    if (!name) throw invalidReportGroupArn(arn);
    await parts.database.transaction(async (tx) => {
      if (!(await lockReportGroup(tx, name))) return;
      const ids = await listReportIdsOfGroup(tx, name);
      if (ids.length > 0 && !deleteReports) throw reportGroupNotEmpty(arn);
      for (const id of ids) await forgetReport(tx, parts, id);
      await deleteResourcePolicyRow(tx, arn);
      await deleteReportGroupRow(tx, name);
    });
    return {};
  },
);

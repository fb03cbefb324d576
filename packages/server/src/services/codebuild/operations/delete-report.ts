import type { DeleteReportCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readReportId } from '../arns.ts';
import { invalidReportArn } from '../errors.ts';
import { forgetReport } from '../forget-report.ts';
import type { Parts } from '../parts.ts';

/** Deleting what is absent succeeds. What was exported stays where it is. */
export const deleteReport = operation<DeleteReportCommand, Parts>('DeleteReport', async ({ arn }, parts) => {
  const id = readReportId(parts, arn);
  if (!id) throw invalidReportArn(arn);
  await parts.database.transaction((tx) => forgetReport(tx, parts, id));
  return {};
});

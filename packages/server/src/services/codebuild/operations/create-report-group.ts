import type { CreateReportGroupCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { reportGroupArn } from '../arns.ts';
import { invalidInput, reportGroupExists } from '../errors.ts';
import type { Parts } from '../parts.ts';
import {
  describeReportGroup,
  findExportProblem,
  isReportGroupName,
  type ReportGroup,
  withExportDefaults,
} from '../rules/reports/report-group.ts';
import { insertReportGroup } from '../store/report-groups.ts';

export const createReportGroup = operation<CreateReportGroupCommand, Parts>(
  'CreateReportGroup',
  async (input, parts) => {
    const { name, type, exportConfig, tags = [] } = input;
    if (!isReportGroupName(name)) throw invalidInput(`Invalid report group name: ${name}`);
    const problem = findExportProblem(exportConfig);
    if (problem) throw invalidInput(problem);
    const now = parts.clock.now();
    const group: ReportGroup = {
      name,
      type,
      createdAt: now,
      lastModifiedAt: now,
      exportConfig: withExportDefaults(exportConfig, parts),
      tags,
    };
    if (!(await insertReportGroup(parts.database, group))) throw reportGroupExists(reportGroupArn(parts, name));
    return { reportGroup: describeReportGroup(group, parts) };
  },
);

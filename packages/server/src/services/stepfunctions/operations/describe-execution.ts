import type { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { describeData, describeRun } from '../describe.ts';
import { findExistingExecution } from '../find.ts';
import type { Parts } from '../parts.ts';
import { redriveProblem } from '../rules/redrive.ts';

export const describeExecution = operation<DescribeExecutionCommand, Parts>(
  'DescribeExecution',
  async ({ executionArn }, parts) => {
    const execution = await findExistingExecution(parts.database, executionArn);
    const problem = redriveProblem(execution, parts.clock.now());
    return {
      ...{ ...describeRun(parts, execution), ...describeData(execution) },
      redriveStatus: problem ? ('NOT_REDRIVABLE' as const) : ('REDRIVABLE' as const),
      ...(problem ? { redriveStatusReason: problem } : {}),
    };
  },
);

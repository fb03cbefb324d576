import type { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { describeData, describeRun } from '../describe.ts';
import { findExistingExecution } from '../find.ts';
import type { Parts } from '../parts.ts';

export const describeExecution = operation<DescribeExecutionCommand, Parts>(
  'DescribeExecution',
  async ({ executionArn }, parts) => {
    const execution = await findExistingExecution(parts.database, executionArn);
    return { ...describeRun(parts, execution), ...describeData(execution), redriveCount: 0 };
  },
);

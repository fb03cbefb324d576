import type { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { findQualified } from '../find.ts';
import type { Parts } from '../parts.ts';
import { startExecution as start } from '../start-execution.ts';

export const startExecution = operation<StartExecutionCommand, Parts>(
  'StartExecution',
  async ({ stateMachineArn, name, input }, parts) =>
    await parts.database.transaction(async (tx) => {
      const found = await findQualified(tx, parts, stateMachineArn);
      const { arn, startedAt } = await start(tx, parts, found, { name, input });
      return { executionArn: arn, startDate: new Date(startedAt) };
    }),
);

import type { DescribeStateMachineForExecutionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { describeSettings } from '../describe.ts';
import { findExistingExecution } from '../find.ts';
import type { Parts } from '../parts.ts';
import { machineArn } from '../rules/arns.ts';
import { findDefinition } from '../store/machines.ts';

export const describeStateMachineForExecution = operation<DescribeStateMachineForExecutionCommand, Parts>(
  'DescribeStateMachineForExecution',
  async ({ executionArn }, parts) => {
    const { machine, document } = await findExistingExecution(parts.database, executionArn);
    const { creationDate, type: _, description: __, ...settings } = describeSettings(document.machine);
    return {
      stateMachineArn: machineArn(parts, machine),
      name: machine,
      definition: (await findDefinition(parts.database, document.machine.definition)) ?? '',
      updateDate: creationDate,
      ...settings,
    };
  },
);

import type { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { describeSettings } from '../describe.ts';
import { findQualified } from '../find.ts';
import type { Parts } from '../parts.ts';
import { machineArn } from '../rules/arns.ts';
import { findDefinition } from '../store/machines.ts';

export const describeStateMachine = operation<DescribeStateMachineCommand, Parts>(
  'DescribeStateMachine',
  async ({ stateMachineArn }, parts) => {
    const { machine, document, version } = await findQualified(parts.database, parts, stateMachineArn);
    const definition = (await findDefinition(parts.database, document.definition)) ?? '';
    return {
      stateMachineArn: machineArn(parts, machine, version),
      name: machine,
      status: 'ACTIVE',
      definition,
      ...describeSettings(document),
    };
  },
);

import type { DescribeStateMachineAliasCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { describeAlias } from '../describe.ts';
import { resourceNotFound } from '../errors.ts';
import { nameOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { findQualifier } from '../store/machines.ts';

export const describeStateMachineAlias = operation<DescribeStateMachineAliasCommand, Parts>(
  'DescribeStateMachineAlias',
  async ({ stateMachineAliasArn }, parts) => {
    const { name, qualifier = '' } = nameOf(stateMachineAliasArn);
    const alias = await findQualifier(parts.database, name, 'alias', qualifier);
    if (!alias) throw resourceNotFound(stateMachineAliasArn);
    return describeAlias(parts, name, alias);
  },
);

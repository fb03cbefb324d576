import type { DescribeRuleCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { existingRule } from '../change-rule.ts';
import { describeRuleMembers } from '../describe-rule.ts';
import type { Parts } from '../parts.ts';

export const describeRule = operation<DescribeRuleCommand, Parts>('DescribeRule', async (input, parts) => {
  const rule = await existingRule(parts, { name: input.Name, bus: input.EventBusName });
  return { ...describeRuleMembers(parts, rule), CreatedBy: parts.account };
});

import type { EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { changeRule } from '../change-rule.ts';
import type { Parts } from '../parts.ts';
import { saveRuleAndSchedule } from '../queue-schedule.ts';

export const enableRule = operation<EnableRuleCommand, Parts>('EnableRule', async (input, parts) => {
  await changeRule(parts, { name: input.Name, bus: input.EventBusName }, async (tx, rule) => {
    if (rule.state === 'DISABLED') await saveRuleAndSchedule(tx, parts, { ...rule, state: 'ENABLED' });
  });
});

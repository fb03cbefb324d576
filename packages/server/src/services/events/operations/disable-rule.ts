import type { DisableRuleCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { changeRule } from '../change-rule.ts';
import type { Parts } from '../parts.ts';
import { saveRuleAndSchedule } from '../queue-schedule.ts';

export const disableRule = operation<DisableRuleCommand, Parts>('DisableRule', async (input, parts) => {
  await changeRule(parts, { name: input.Name, bus: input.EventBusName }, (tx, rule) =>
    saveRuleAndSchedule(tx, parts, { ...rule, state: 'DISABLED' }),
  );
});

import type { PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { parseSchedule } from '@codeyard/engine/cron/schedule';
import { operation } from '../../../gateway/operation.ts';
import { existingBusName } from '../change-rule.ts';
import { checkedPattern } from '../check-pattern.ts';
import { invalid, tooManyTags } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { saveRuleAndSchedule } from '../queue-schedule.ts';
import { DEFAULT_BUS, ruleArn } from '../rules/arns.ts';
import { withTags } from '../rules/tags.ts';
import { lockRule } from '../store/rules.ts';

/** Makes a rule or replaces what it says; the tags of a rule that is there stay, as on AWS. */
export const putRule = operation<PutRuleCommand, Parts>('PutRule', async (input, parts) => {
  const pattern = input.EventPattern || undefined;
  const schedule = input.ScheduleExpression || undefined;
  if (pattern === undefined && schedule === undefined) {
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (pattern !== undefined) checkedPattern(pattern);
  if (schedule !== undefined && !parseSchedule(schedule)) throw invalid('Parameter ScheduleExpression is not valid.');
  const bus = await parts.database.transaction(async (tx) => {
    const busName = await existingBusName(tx, parts, input.EventBusName);
    if (schedule !== undefined && busName !== DEFAULT_BUS) {
      throw invalid('ScheduleExpression is supported only on the default event bus.');
    }
    const present = await lockRule(tx, busName, input.Name);
    const tags = present?.tags ?? withTags([], input.Tags ?? []);
    if (!tags) throw tooManyTags();
    await saveRuleAndSchedule(tx, parts, {
      bus: busName,
      name: input.Name,
      pattern,
      schedule,
      state: input.State ?? 'ENABLED',
      description: input.Description,
      roleArn: input.RoleArn,
      tags,
      scheduledFrom: undefined,
      firesAt: undefined,
    });
    return busName;
  });
  return { RuleArn: ruleArn(parts, bus, input.Name) };
});

import type { DeleteRuleCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { existingBusName } from '../change-rule.ts';
import { invalid } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { saveRuleAndSchedule } from '../queue-schedule.ts';
import { deleteRuleRow, lockRule } from '../store/rules.ts';
import { listTargets } from '../store/targets.ts';

/** Deleting a rule that is not there succeeds. */
export const deleteRule = operation<DeleteRuleCommand, Parts>('DeleteRule', async (input, parts) => {
  await parts.database.transaction(async (tx) => {
    const bus = await existingBusName(tx, parts, input.EventBusName);
    const rule = await lockRule(tx, bus, input.Name);
    if (!rule) return;
    const targets = await listTargets(tx, { bus, rule: rule.name }, { limit: 1 });
    if (targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
    await saveRuleAndSchedule(tx, parts, { ...rule, state: 'DISABLED' });
    await deleteRuleRow(tx, bus, rule.name);
  });
});

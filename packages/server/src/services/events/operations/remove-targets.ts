import type { RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { changeRule } from '../change-rule.ts';
import type { Parts } from '../parts.ts';
import { deleteTargets } from '../store/targets.ts';

/** Removing a target that is not there succeeds. */
export const removeTargets = operation<RemoveTargetsCommand, Parts>('RemoveTargets', async (input, parts) => {
  await changeRule(parts, { name: input.Rule, bus: input.EventBusName }, (tx, { bus, name }) =>
    deleteTargets(tx, { bus, rule: name }, input.Ids),
  );
  return { FailedEntryCount: 0, FailedEntries: [] };
});

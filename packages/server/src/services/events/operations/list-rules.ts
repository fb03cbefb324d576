import type { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { existingBusName } from '../change-rule.ts';
import { describeRuleMembers } from '../describe-rule.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listRuleRows } from '../store/rules.ts';

export const listRules = operation<ListRulesCommand, Parts>('ListRules', async (input, parts) => {
  const bus = await existingBusName(parts.database, parts, input.EventBusName);
  const prefix = input.NamePrefix ?? '';
  const { rows, page } = await listPage(`ListRules ${bus} ${prefix}`, input, {
    load: (part) => listRuleRows(parts.database, { bus, prefix, ...part }),
    keyOf: (rule) => rule.name,
  });
  return { Rules: rows.map((rule) => describeRuleMembers(parts, rule)), ...page };
});

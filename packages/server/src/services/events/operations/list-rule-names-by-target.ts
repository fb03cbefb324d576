import type { ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { existingBusName } from '../change-rule.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listRulesOfTarget } from '../store/targets.ts';

export const listRuleNamesByTarget = operation<ListRuleNamesByTargetCommand, Parts>(
  'ListRuleNamesByTarget',
  async (input, parts) => {
    const bus = await existingBusName(parts.database, parts, input.EventBusName);
    const arn = input.TargetArn;
    const { rows, page } = await listPage(`ListRuleNamesByTarget ${bus} ${arn}`, input, {
      load: (part) => listRulesOfTarget(parts.database, { bus, arn, ...part }),
      keyOf: (name) => name,
    });
    return { RuleNames: rows, ...page };
  },
);

import type { ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { existingRule } from '../change-rule.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { toSdkTarget } from '../rules/target.ts';
import { listTargets } from '../store/targets.ts';

export const listTargetsByRule = operation<ListTargetsByRuleCommand, Parts>(
  'ListTargetsByRule',
  async (input, parts) => {
    const { bus, name } = await existingRule(parts, { name: input.Rule, bus: input.EventBusName });
    const { rows, page } = await listPage(`ListTargetsByRule ${bus} ${name}`, input, {
      load: (part) => listTargets(parts.database, { bus, rule: name }, part),
      keyOf: (target) => target.id,
    });
    return { Targets: rows.map(toSdkTarget), ...page };
  },
);

import type { PutPermissionCommand } from '@aws-sdk/client-eventbridge';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { changeBus } from '../change-bus.ts';
import { invalid } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { busArn } from '../rules/arns.ts';
import { isPolicy, withStatement } from '../rules/bus-policy.ts';
import { type Bus, saveBus } from '../store/buses.ts';

/** Kept and shown, not enforced. */
export const putPermission = operation<PutPermissionCommand, Parts>('PutPermission', async (input, parts) => {
  await changeBus(parts, input.EventBusName, (tx, bus) =>
    saveBus(tx, { ...bus, policy: newPolicy(input, bus, busArn(parts, bus.name)), updatedAt: parts.clock.now() }),
  );
});

function newPolicy(input: InputOf<PutPermissionCommand>, bus: Bus, arn: string): string {
  const { Policy, StatementId, Principal, Action, Condition: condition } = input;
  if (Policy !== undefined) {
    if (!isPolicy(Policy)) throw invalid('Parameter Policy is not valid. Reason: the policy is not valid JSON.');
    return Policy;
  }
  if (!StatementId || !Principal || !Action) {
    throw invalid('Parameter(s) Action, Principal and StatementId must be specified.');
  }
  return withStatement(bus.policy, arn, { statementId: StatementId, principal: Principal, action: Action, condition });
}

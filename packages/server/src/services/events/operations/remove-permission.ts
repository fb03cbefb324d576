import type { RemovePermissionCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { changeBus } from '../change-bus.ts';
import { invalid, statementNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { withoutStatement } from '../rules/bus-policy.ts';
import { saveBus } from '../store/buses.ts';

export const removePermission = operation<RemovePermissionCommand, Parts>('RemovePermission', async (input, parts) => {
  await changeBus(parts, input.EventBusName, async (tx, bus) => {
    const updatedAt = parts.clock.now();
    if (input.RemoveAllPermissions) return await saveBus(tx, { ...bus, policy: undefined, updatedAt });
    if (!input.StatementId) throw invalid('Parameter StatementId or RemoveAllPermissions must be specified.');
    const policy = withoutStatement(bus.policy, input.StatementId);
    if (policy === undefined) throw statementNotFound(input.StatementId);
    await saveBus(tx, { ...bus, policy: policy || undefined, updatedAt });
  });
});

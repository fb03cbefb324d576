import type { RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { notFound, revisionDiffers } from '../errors.ts';
import { lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { deleteSettings, findSetting, saveSetting } from '../store/settings.ts';

export const removePermission = operation<RemovePermissionCommand, Parts>('RemovePermission', async (input, parts) => {
  const { name, qualifier = LATEST } = referenceOf(input.FunctionName, input.Qualifier);
  await parts.database.transaction(async (tx) => {
    await lockExisting(tx, parts, { name });
    const before = await findSetting(tx, 'policy', name, qualifier);
    if (!before?.statements.some(({ Sid }) => Sid === input.StatementId))
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw revisionDiffers();
    const statements = before.statements.filter(({ Sid }) => Sid !== input.StatementId);
    if (statements.length === 0) await deleteSettings(tx, name, { kind: 'policy', qualifier });
    else await saveSetting(tx, 'policy', { name, qualifier }, { revisionId: parts.ids.uuid(), statements });
  });
});

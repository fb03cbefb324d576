import type { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { invalidParameter } from '../errors.ts';
import { findExistingSecret } from '../secret-access.ts';
import { deleteSecretRows, findSecret, saveSecret } from '../store.ts';
import { DELETE_SECRET } from '../workers/delete-secret.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

export const deleteSecret = operation<DeleteSecretCommand, ServiceContext>('DeleteSecret', async (input, context) => {
  const { database, queue, clock } = context;
  const { ForceDeleteWithoutRecovery: force, RecoveryWindowInDays: days } = input;
  if (force && days !== undefined) {
    throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  const now = clock.now();
  return database.transaction(async (tx) => {
    const found = await findSecret(tx, input.SecretId);
    // Forced deletion of what is not there succeeds.
    if (!found && force) return { Name: input.SecretId, DeletionDate: new Date(now) };
    const secret = found ?? (await findExistingSecret(tx, input.SecretId));
    const deletionAt = force ? now : now + (days ?? DEFAULT_DAYS) * DAY_MS;
    if (force) await deleteSecretRows(tx, secret.arn);
    else {
      await saveSecret(tx, { ...secret, deletionAt });
      await queue.enqueue(tx, {
        kind: DELETE_SECRET,
        id: `${DELETE_SECRET}:${secret.arn}`,
        payload: secret.arn,
        runAt: deletionAt,
      });
    }
    return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(deletionAt) };
  });
});

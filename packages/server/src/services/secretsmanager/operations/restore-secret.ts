import type { RestoreSecretCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { findExistingSecret } from '../secret-access.ts';
import { saveSecret } from '../store.ts';
import { DELETE_SECRET } from '../workers/delete-secret.ts';

export const restoreSecret = operation<RestoreSecretCommand, ServiceContext>(
  'RestoreSecret',
  async (input, context) => {
    return context.database.transaction(async (tx) => {
      const { deletionAt: _, ...secret } = await findExistingSecret(tx, input.SecretId);
      await saveSecret(tx, secret);
      await context.queue.cancel(tx, `${DELETE_SECRET}:${secret.arn}`);
      return { ARN: secret.arn, Name: secret.name };
    });
  },
);

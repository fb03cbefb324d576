import type { UntagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeSecret } from '../secret-access.ts';

export const untagResource = operation<UntagResourceCommand, ServiceContext>(
  'UntagResource',
  async (input, context) => {
    await changeSecret(context.database, input.SecretId, (secret) => ({
      ...secret,
      tags: Object.fromEntries(Object.entries(secret.tags).filter(([key]) => !input.TagKeys.includes(key))),
    }));
  },
);

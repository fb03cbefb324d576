import type { DeleteResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeSecret } from '../secret-access.ts';

export const deleteResourcePolicy = operation<DeleteResourcePolicyCommand, ServiceContext>(
  'DeleteResourcePolicy',
  async (input, context) => {
    const secret = await changeSecret(context.database, input.SecretId, ({ policy: _, ...rest }) => rest);
    return { ARN: secret.arn, Name: secret.name };
  },
);

import type { PutResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeSecret } from '../secret-access.ts';

export const putResourcePolicy = operation<PutResourcePolicyCommand, ServiceContext>(
  'PutResourcePolicy',
  async (input, context) => {
    const policy = input.ResourcePolicy;
    const secret = await changeSecret(context.database, input.SecretId, (before) => ({ ...before, policy }));
    return { ARN: secret.arn, Name: secret.name };
  },
);

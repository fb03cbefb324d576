import type { GetResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { findExistingSecret } from '../secret-access.ts';

export const getResourcePolicy = operation<GetResourcePolicyCommand, ServiceContext>(
  'GetResourcePolicy',
  async (input, context) => {
    const { arn, name, policy } = await findExistingSecret(context.database, input.SecretId);
    return { ARN: arn, Name: name, ...(policy === undefined ? {} : { ResourcePolicy: policy }) };
  },
);

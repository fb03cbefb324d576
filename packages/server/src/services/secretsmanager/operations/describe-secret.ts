import type { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { describeSecret as describe, findExistingSecret } from '../secret-access.ts';
import { listVersions } from '../store.ts';

export const describeSecret = operation<DescribeSecretCommand, ServiceContext>(
  'DescribeSecret',
  async (input, context) => {
    const secret = await findExistingSecret(context.database, input.SecretId);
    const { versions, ...rest } = describe(secret, await listVersions(context.database, secret.arn));
    return { ...rest, VersionIdsToStages: versions };
  },
);

import type { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { describeValue, findUsableSecret, findValue } from '../secret-access.ts';

export const getSecretValue = operation<GetSecretValueCommand, ServiceContext>(
  'GetSecretValue',
  async (input, context) => {
    const secret = await findUsableSecret(context.database, input.SecretId);
    const version = await findValue(context.database, secret, {
      versionId: input.VersionId,
      versionStage: input.VersionStage,
    });
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      ...describeValue(context, version),
      VersionStages: [...version.stages],
      CreatedDate: new Date(version.createdAt),
    };
  },
);

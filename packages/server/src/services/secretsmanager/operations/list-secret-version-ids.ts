import type { ListSecretVersionIdsCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { findExistingSecret } from '../secret-access.ts';
import { listVersions } from '../store.ts';

export const listSecretVersionIds = operation<ListSecretVersionIdsCommand, ServiceContext>(
  'ListSecretVersionIds',
  async (input, context) => {
    const secret = await findExistingSecret(context.database, input.SecretId);
    const versions = await listVersions(context.database, secret.arn);
    const shown = versions.filter(({ stages }) => input.IncludeDeprecated || stages.length > 0);
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: shown.map(({ id, stages, createdAt }) => ({
        VersionId: id,
        VersionStages: [...stages],
        CreatedDate: new Date(createdAt),
      })),
    };
  },
);

import type { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { invalidParameter } from '../errors.ts';
import { CURRENT } from '../rules/stages.ts';
import { findUsableSecret, givenValue, putVersion } from '../secret-access.ts';

export const putSecretValue = operation<PutSecretValueCommand, ServiceContext>(
  'PutSecretValue',
  async (input, context) => {
    const value = givenValue(input);
    if (!value) throw invalidParameter('You must provide either SecretString or SecretBinary.');
    return context.database.transaction(async (tx) => {
      const secret = await findUsableSecret(tx, input.SecretId);
      const id = input.ClientRequestToken ?? context.ids.uuid();
      const version = await putVersion(tx, context, secret, { id, value, stages: input.VersionStages ?? [CURRENT] });
      return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: [...version.stages] };
    });
  },
);

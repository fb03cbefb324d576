import type { UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { CURRENT } from '../rules/stages.ts';
import { findUsableSecret, givenValue, putVersion } from '../secret-access.ts';
import { saveSecret } from '../store.ts';

export const updateSecret = operation<UpdateSecretCommand, ServiceContext>('UpdateSecret', async (input, context) => {
  const value = givenValue(input);
  return context.database.transaction(async (tx) => {
    const before = await findUsableSecret(tx, input.SecretId);
    const secret = {
      ...before,
      changedAt: context.clock.now(),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.KmsKeyId === undefined ? {} : { keyId: input.KmsKeyId }),
    };
    await saveSecret(tx, secret);
    const answer = { ARN: secret.arn, Name: secret.name };
    if (!value) return answer;
    const id = input.ClientRequestToken ?? context.ids.uuid();
    const version = await putVersion(tx, context, secret, { id, value, stages: [CURRENT] });
    return { ...answer, VersionId: version.id };
  });
});

import type { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { formatArn } from '../../../platform/arn.ts';
import { notHere, scheduledForDeletion, secretExists } from '../errors.ts';
import { CURRENT } from '../rules/stages.ts';
import { givenValue, putVersion } from '../secret-access.ts';
import { findSecret, insertSecret, listVersions, type Secret } from '../store.ts';

const RANDOM_CHARACTERS = 6;

export const createSecret = operation<CreateSecretCommand, ServiceContext>('CreateSecret', async (input, context) => {
  const { database, account, region, ids, clock } = context;
  if (input.AddReplicaRegions?.length) throw notHere('Replication of secrets');
  if (input.Type) throw notHere('A type of secret');
  const value = givenValue(input);
  const now = clock.now();
  const id = input.ClientRequestToken ?? ids.uuid();
  const resource = `secret:${input.Name}-${ids.text(RANDOM_CHARACTERS)}`;
  const fresh: Secret = {
    name: input.Name,
    arn: formatArn({ service: 'secretsmanager', region, account, resource }),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.KmsKeyId === undefined ? {} : { keyId: input.KmsKeyId }),
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    createdAt: now,
    changedAt: now,
  };
  return database.transaction(async (tx) => {
    const made = await insertSecret(tx, fresh);
    const secret = made ? fresh : await findSecret(tx, input.Name);
    if (!secret || secret.deletionAt !== undefined) throw scheduledForDeletion();
    // The same request again finds its own version; any other finds the name taken.
    const again = !made && (await listVersions(tx, secret.arn)).some((version) => version.id === id);
    if (!made && !again) throw secretExists(input.Name);
    const answer = { ARN: secret.arn, Name: secret.name };
    if (!value) return answer;
    const version = await putVersion(tx, context, secret, { id, value, stages: [CURRENT] });
    return { ...answer, VersionId: version.id };
  });
});

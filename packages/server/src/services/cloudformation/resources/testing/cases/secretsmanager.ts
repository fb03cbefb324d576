import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

async function lookAtSecret(yard: Yard, SecretId: string) {
  const secrets = yard.client(SecretsManager);
  const found = await unlessGone('ResourceNotFoundException', () => secrets.describeSecret({ SecretId }));
  if (!found) return undefined;
  const value = await unlessGone('ResourceNotFoundException', () => secrets.getSecretValue({ SecretId }));
  const { Description = '', KmsKeyId = '', Tags } = found;
  return { description: Description, key: KmsKeyId, tags: Tags, value: value?.SecretString };
}

export const SECRETSMANAGER_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::SecretsManager::Secret',
    properties: {
      ...{ Description: 'one', KmsKeyId: 'alias/mine', Tags: [{ Key: 'team', Value: 'a' }] },
      GenerateSecretString: {
        ...{ SecretStringTemplate: '{"user":"admin"}', GenerateStringKey: 'password', PasswordLength: '20' },
        ...{ ExcludePunctuation: 'true', ExcludeUppercase: true },
      },
    },
    change: {
      ...{ Description: null, KmsKeyId: null, Tags: [{ Key: 'group', Value: 'b' }] },
      GenerateSecretString: { PasswordLength: 40, ExcludeCharacters: '"\\', ExcludePunctuation: true },
    },
    replacement: { Name: 'another' },
    broken: {
      properties: { GenerateSecretString: { SecretStringTemplate: 'hunter2', GenerateStringKey: 'a' } },
      reason: /^SecretStringTemplate must be the text of a JSON object\.$/,
    },
    expected: {
      ...{ description: 'one', key: 'alias/mine', tags: [{ Key: 'team', Value: 'a' }] },
      value: { shape: '{"user":"admin","password":"20 of a-z0-9"}' },
    },
    expectedChange: {
      ...{ description: '', key: '', tags: [{ Key: 'group', Value: 'b' }] },
      value: { shape: '40 of A-Za-z0-9' },
    },
    async look(yard, SecretId) {
      const found = await lookAtSecret(yard, SecretId);
      return found && { ...found, value: { shape: shapeOf(found.value ?? '') } };
    },
  },
  {
    type: 'AWS::SecretsManager::Secret',
    properties: { Name: 'cases/given', SecretString: 'one' },
    change: { SecretString: 'two' },
    broken: { properties: { ReplicaRegions: [{ Region: 'eu-west-1' }] }, reason: /Replication of secrets/ },
    expected: { value: 'one' },
    expectedChange: { value: 'two' },
    look: lookAtSecret,
  },
  {
    type: 'AWS::SecretsManager::Secret',
    properties: {},
    expected: { description: '', value: undefined },
    look: lookAtSecret,
  },
];

/** A made-up password is never the same, but of one kind. */
const shapeOf = (text: string): string =>
  text.replace(/[A-Za-z0-9]{20,}/, (password) => `${password.length} of ${/[A-Z]/.test(password) ? 'A-Z' : ''}a-z0-9`);

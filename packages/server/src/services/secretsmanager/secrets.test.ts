import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

let yard: Yard;
let secrets: SecretsManager;

beforeAll(async () => {
  yard = await startYard();
  secrets = yard.client(SecretsManager);
});

afterAll(() => yard?.stop());

const value = async (SecretId: string, rest: object = {}) =>
  (await secrets.getSecretValue({ SecretId, ...rest })).SecretString;

describe('a secret', () => {
  it('is in one region: replicas are refused', async () => {
    const AddReplicaRegions = [{ Region: 'eu-west-1' }];
    await expect(secrets.createSecret({ Name: 'copied', AddReplicaRegions })).rejects.toThrow('not implemented');
  });

  it('is read by name, ARN and partial ARN, in its current and previous version', async () => {
    const { ARN = '' } = await secrets.createSecret({ Name: 'prod/db', SecretString: 'one' });
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:prod\/db-\w{6}$/);
    await secrets.putSecretValue({ SecretId: 'prod/db', SecretString: 'two' });
    for (const id of ['prod/db', ARN, ARN.slice(0, -7)]) expect(await value(id)).toBe('two');
    expect(await value('prod/db', { VersionStage: 'AWSPREVIOUS' })).toBe('one');
    const { Versions = [] } = await secrets.listSecretVersionIds({ SecretId: ARN });
    const previous = Versions.find(({ VersionStages }) => VersionStages?.includes('AWSPREVIOUS'))?.VersionId;
    const current = Versions.find(({ VersionStages }) => VersionStages?.includes('AWSCURRENT'))?.VersionId;
    await secrets.updateSecretVersionStage({
      SecretId: ARN,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: previous,
      RemoveFromVersionId: current,
    });
    expect(await value('prod/db')).toBe('one');
  });

  it('is made once for one token, and its name is its own', async () => {
    const request = { Name: 'once', SecretString: 'x', ClientRequestToken: '12345678-1234-1234-1234-123456789012' };
    const [first, second] = [await secrets.createSecret(request), await secrets.createSecret(request)];
    expect(second.ARN).toBe(first.ARN);
    await expect(secrets.createSecret({ Name: 'once', SecretString: 'y' })).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
  });

  it('holds bytes', async () => {
    await secrets.createSecret({ Name: 'bytes', SecretBinary: new Uint8Array([0, 255, 7]) });
    expect([...((await secrets.getSecretValue({ SecretId: 'bytes' })).SecretBinary ?? [])]).toEqual([0, 255, 7]);
  });

  it('marked for deletion is not read, and comes back when restored', async () => {
    await secrets.createSecret({ Name: 'doomed', SecretString: 'x' });
    await secrets.deleteSecret({ SecretId: 'doomed', RecoveryWindowInDays: 7 });
    await expect(value('doomed')).rejects.toThrow(
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
    await secrets.restoreSecret({ SecretId: 'doomed' });
    expect(await value('doomed')).toBe('x');
    await secrets.deleteSecret({ SecretId: 'doomed', ForceDeleteWithoutRecovery: true });
    await expect(value('doomed')).rejects.toThrow("Secrets Manager can't find the specified secret.");
  });

  it('is listed and filtered, with tags', async () => {
    await secrets.createSecret({ Name: 'listed/a', SecretString: 'x', Tags: [{ Key: 'team', Value: 'blue' }] });
    await secrets.createSecret({ Name: 'listed/b', SecretString: 'x' });
    const names = async (Filters: object[]) =>
      (await secrets.listSecrets({ Filters: Filters as never })).SecretList?.map(({ Name }) => Name);
    expect(await names([{ Key: 'name', Values: ['listed'] }])).toEqual(['listed/a', 'listed/b']);
    expect(await names([{ Key: 'tag-value', Values: ['blue'] }])).toEqual(['listed/a']);
  });

  it('says which label has no value', async () => {
    await secrets.createSecret({ Name: 'empty' });
    await expect(value('empty')).rejects.toThrow(
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    );
  });

  it('may be a random password', async () => {
    const { RandomPassword = '' } = await secrets.getRandomPassword({ PasswordLength: 20, ExcludePunctuation: true });
    expect(RandomPassword).toMatch(/^[A-Za-z0-9]{20}$/);
  });
});

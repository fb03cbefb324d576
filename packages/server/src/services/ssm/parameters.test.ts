import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

let yard: Yard;
let ssm: SSM;

beforeAll(async () => {
  yard = await startYard();
  ssm = yard.client(SSM);
});

afterAll(() => yard?.stop());

const value = async (Name: string, WithDecryption = true) =>
  (await ssm.getParameter({ Name, WithDecryption })).Parameter?.Value;

describe('a parameter', () => {
  it('has no policies: those are refused', async () => {
    const parameter = { Name: 'policed', Type: 'String', Value: 'x', Tier: 'Advanced' } as const;
    await expect(ssm.putParameter({ ...parameter, Policies: '[{"Type":"Expiration"}]' })).rejects.toThrow('policies');
    await ssm.putParameter({ ...parameter, Policies: '[]' });
  });

  it('has versions and labels', async () => {
    await ssm.putParameter({ Name: '/v/p', Type: 'String', Value: 'one' });
    await expect(ssm.putParameter({ Name: '/v/p', Type: 'String', Value: 'x' })).rejects.toMatchObject({
      name: 'ParameterAlreadyExists',
    });
    expect(await ssm.putParameter({ Name: '/v/p', Value: 'two', Overwrite: true })).toMatchObject({ Version: 2 });
    await ssm.labelParameterVersion({ Name: '/v/p', ParameterVersion: 1, Labels: ['stable', 'aws-bad'] });
    expect([await value('/v/p'), await value('/v/p:1'), await value('/v/p:stable')]).toEqual(['two', 'one', 'one']);
    await ssm.labelParameterVersion({ Name: '/v/p', Labels: ['stable'] });
    expect(await value('/v/p:stable')).toBe('two');
    await expect(value('/v/p:9')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
    expect((await ssm.getParameterHistory({ Name: '/v/p' })).Parameters?.map(({ Value }) => Value)).toEqual([
      'one',
      'two',
    ]);
    await ssm.deleteParameter({ Name: '/v/p' });
    await expect(value('/v/p')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('of type SecureString is sealed, and opened only when asked', async () => {
    await ssm.putParameter({ Name: 'secret', Type: 'SecureString', Value: 'swordfish' });
    expect(await value('secret')).toBe('swordfish');
    expect(await value('secret', false)).not.toContain('swordfish');
    const rows = JSON.stringify((await ssm.describeParameters({})).Parameters);
    expect(rows).not.toContain('swordfish');
  });

  it('is found by path, with its neighbours, page by page', async () => {
    for (const name of ['/app/a', '/app/b', '/app/deep/c', '/apple'])
      await ssm.putParameter({ Name: name, Type: 'String', Value: name });
    const names = async (input: object) =>
      (await ssm.getParametersByPath({ Path: '/app', ...input })).Parameters?.map(({ Name }) => Name);
    expect(await names({})).toEqual(['/app/a', '/app/b']);
    expect(await names({ Recursive: true })).toEqual(['/app/a', '/app/b', '/app/deep/c']);
    const page = await ssm.getParametersByPath({ Path: '/app', MaxResults: 1 });
    expect(await names({ MaxResults: 1, NextToken: page.NextToken })).toEqual(['/app/b']);
    const several = await ssm.getParameters({ Names: ['/app/a', '/none'] });
    expect([several.Parameters?.length, several.InvalidParameters]).toEqual([1, ['/none']]);
  });

  it('may stand for a secret', async () => {
    await yard.client(SecretsManager).createSecret({ Name: 'db', SecretString: 'from-secrets' });
    expect(await value('/aws/reference/secretsmanager/db')).toBe('from-secrets');
  });

  it('is checked as AWS does', async () => {
    await expect(ssm.putParameter({ Name: '/aws/x', Type: 'String', Value: 'x' })).rejects.toThrow(
      /can't be prefixed with "aws"/,
    );
    await expect(
      ssm.putParameter({ Name: 'n', Type: 'String', Value: 'abc', AllowedPattern: '^\\d+$' }),
    ).rejects.toMatchObject({ name: 'ParameterPatternMismatchException' });
    await expect(ssm.putParameter({ Name: 'n', Value: 'abc' })).rejects.toThrow(/type is required/);
  });
});

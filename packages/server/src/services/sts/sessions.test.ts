import { IAM } from '@aws-sdk/client-iam';
import { type Credentials as SdkCredentials, STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { createSts } from './index.ts';
import { findSession } from './store.ts';
import { sweepSessions } from './workers/sweep-sessions.ts';

let yard: Yard;
let strict: Yard;
beforeAll(async () => {
  yard = await startYard();
  strict = await startYard({ config: { iam: 'strict' } });
});
afterAll(async () => {
  await yard.stop();
  await strict.stop();
});

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'nothing was refused',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

const roleOf = (owner: Yard, name: string) => `arn:aws:iam::${owner.account}:role/${name}`;

describe('who is asking', () => {
  it('is the root of the account for its own key', async () => {
    expect(await yard.client(STS).getCallerIdentity({})).toMatchObject({
      Account: yard.account,
      UserId: yard.account,
      Arn: `arn:aws:iam::${yard.account}:root`,
    });
  });

  it('and which account a key belongs to is known of keys of ours only', async () => {
    const sts = yard.client(STS);
    expect((await sts.getAccessKeyInfo({ AccessKeyId: yard.credentials.accessKeyId })).Account).toBe(yard.account);
    const { Credentials } = await sts.getSessionToken({});
    expect((await sts.getAccessKeyInfo({ AccessKeyId: Credentials?.AccessKeyId })).Account).toBe(yard.account);
    expect(await refusal(sts.getAccessKeyInfo({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }))).toMatch(/^ValidationError/);
  });
});

describe('assuming a role', () => {
  it('gives temporary keys of the role, which need not exist', async () => {
    const RoleArn = roleOf(yard, 'ci/deployer');
    const answer = await yard.client(STS).assumeRole({ RoleArn, RoleSessionName: 'me' });
    expect(answer.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${yard.account}:assumed-role/deployer/me`);
    expect(answer.AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:me$/);
    expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(answer.Credentials?.SecretAccessKey).toMatch(/^.{40}$/);
    const again = await yard.client(STS).assumeRole({ RoleArn, RoleSessionName: 'me' });
    expect(again.AssumedRoleUser?.AssumedRoleId).toBe(answer.AssumedRoleUser?.AssumedRoleId);
    expect(again.Credentials?.AccessKeyId).not.toBe(answer.Credentials?.AccessKeyId);
  });

  it("uses the role's own id, and its longest session", async () => {
    const AssumeRolePolicyDocument = JSON.stringify({
      Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
    });
    const { Role } = await yard.client(IAM).createRole({ RoleName: 'real', AssumeRolePolicyDocument });
    const sts = yard.client(STS);
    const RoleArn = Role?.Arn ?? '';
    const { AssumedRoleUser } = await sts.assumeRole({ RoleArn, RoleSessionName: 'me' });
    expect(AssumedRoleUser?.AssumedRoleId).toBe(`${Role?.RoleId}:me`);
    expect(await refusal(sts.assumeRole({ RoleArn, RoleSessionName: 'me', DurationSeconds: 3601 }))).toBe(
      'ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  });

  it('keeps session policies, which must be policies', async () => {
    const sts = yard.client(STS);
    const assume = (Policy: string) => sts.assumeRole({ RoleArn: roleOf(yard, 'x'), RoleSessionName: 'me', Policy });
    expect((await assume('{"Statement":[]}')).PackedPolicySize).toBe(1);
    expect(await refusal(assume('{'))).toBe('MalformedPolicyDocumentException: This policy contains invalid Json');
  });

  it('refuses what is no role', async () => {
    const RoleArn = `arn:aws:iam::${yard.account}:user/x`;
    const call = yard.client(STS).assumeRole({ RoleArn, RoleSessionName: 'me' });
    expect(await refusal(call)).toBe(`ValidationError: ${RoleArn} is invalid`);
  });
});

describe('with strict trust', () => {
  const trust = (statement: object) =>
    JSON.stringify({ Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement } });

  it('a role must exist and let the caller in', async () => {
    const sts = strict.client(STS);
    const assume = (name: string, rest: object = {}) =>
      sts.assumeRole({ RoleArn: roleOf(strict, name), RoleSessionName: 'me', ...rest });
    const denied = (name: string) =>
      `AccessDenied: User: arn:aws:iam::${strict.account}:root is not authorized to perform: sts:AssumeRole on resource: ${roleOf(strict, name)}`;
    expect(await refusal(assume('absent'))).toBe(denied('absent'));
    const iam = strict.client(IAM);
    const forService = trust({ Principal: { Service: 'codebuild.amazonaws.com' } });
    await iam.createRole({ RoleName: 'service', AssumeRolePolicyDocument: forService });
    expect(await refusal(assume('service'))).toBe(denied('service'));
    const withId = trust({
      Principal: { AWS: strict.account },
      Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
    });
    await iam.createRole({ RoleName: 'external', AssumeRolePolicyDocument: withId });
    expect(await refusal(assume('external'))).toBe(denied('external'));
    expect((await assume('external', { ExternalId: 'secret' })).Credentials).toBeDefined();
  });

  it('a service assumes the roles that trust it', async () => {
    const codebuild = { kind: 'service', arn: 'codebuild.amazonaws.com', userId: 'codebuild.amazonaws.com' } as const;
    const { sts } = strict.context.awsAs(codebuild);
    const assumed = await sts.assumeRole({ RoleArn: roleOf(strict, 'service'), RoleSessionName: 'build' });
    expect(assumed.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${strict.account}:assumed-role/service/build`);
  });
});

describe('the keys of a session', () => {
  const keysOf = (credentials: SdkCredentials | undefined) => ({
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  });

  it('sign requests as the role, and no longer than an hour when passed on', async () => {
    const RoleArn = roleOf(yard, 'signer');
    const { Credentials, AssumedRoleUser } = await yard.client(STS).assumeRole({ RoleArn, RoleSessionName: 'me' });
    const sts = yard.client(STS, { credentials: keysOf(Credentials) });
    expect(await sts.getCallerIdentity({})).toMatchObject({
      Account: yard.account,
      UserId: AssumedRoleUser?.AssumedRoleId,
      Arn: AssumedRoleUser?.Arn,
    });
    expect((await sts.assumeRole({ RoleArn, RoleSessionName: 'chained' })).Credentials).toBeDefined();
    expect(await refusal(sts.assumeRole({ RoleArn, RoleSessionName: 'chained', DurationSeconds: 7200 }))).toMatch(
      /1 hour session limit for roles assumed by role chaining/,
    );
    expect(await refusal(sts.getSessionToken({}))).toBe(
      'AccessDenied: Cannot call GetSessionToken with session credentials',
    );
  });

  it('are worthless without their token', async () => {
    const { Credentials } = await yard.client(STS).getSessionToken({});
    const bare = { accessKeyId: keysOf(Credentials).accessKeyId, secretAccessKey: keysOf(Credentials).secretAccessKey };
    expect(await refusal(yard.client(STS, { credentials: bare }).getCallerIdentity({}))).not.toBe(
      'nothing was refused',
    );
    const whole = yard.client(STS, { credentials: keysOf(Credentials) });
    expect((await whole.getCallerIdentity({})).Arn).toBe(`arn:aws:iam::${yard.account}:root`);
  });
});

describe('a session', () => {
  const ownSts = () => createSts(yard.context, { trust: 'record' });

  it('is found by its key, with its secrets sealed at rest', async () => {
    const { Credentials } = await yard.client(STS).assumeRole({ RoleArn: roleOf(yard, 'x'), RoleSessionName: 'me' });
    const session = await ownSts().findSession(Credentials?.AccessKeyId ?? '');
    expect(session).toMatchObject({
      secretAccessKey: Credentials?.SecretAccessKey,
      sessionToken: Credentials?.SessionToken,
      expiresAt: Credentials?.Expiration?.getTime(),
      caller: { kind: 'role', sessionName: 'me', accessKeyId: Credentials?.AccessKeyId },
    });
    expect(await ownSts().findSession('ASIAAAAAAAAAAAAAAAAA')).toBeUndefined();
    const rows = await yard.context.database
      .tables<{ sts_sessions: object }>()
      .selectFrom('sts_sessions')
      .selectAll()
      .execute();
    expect(JSON.stringify(rows)).not.toContain(Credentials?.SecretAccessKey);
    expect(JSON.stringify(rows)).not.toContain(Credentials?.SessionToken);
  });

  it('of the root lasts an hour at most', async () => {
    const before = Date.now();
    const { Credentials } = await yard.client(STS).getSessionToken({ DurationSeconds: 43_200 });
    expect(Credentials?.Expiration?.getTime()).toBeLessThanOrEqual(before + 3_700_000);
    const codes = yard.client(STS).getSessionToken({ SerialNumber: 'arn:aws:iam::1:mfa/x', TokenCode: '123456' });
    expect(await refusal(codes)).toMatch(/^AccessDenied: MultiFactorAuthentication failed/);
  });

  it('is forgotten an hour after it ended', async () => {
    const clock = new FakeClock(Date.now());
    const parts = { ...yard.context, clock, trust: 'record' } as const;
    const { Credentials } = await yard.client(STS).assumeRole({ RoleArn: roleOf(yard, 'x'), RoleSessionName: 'me' });
    const find = () => findSession(yard.context.database, yard.context.vault, Credentials?.AccessKeyId ?? '');
    const worker = sweepSessions(parts);
    const sweep = () => worker.handle(null as never, { signal: new AbortController().signal, attempt: 1 });
    clock.advance(3_600_000 + 60_000);
    await sweep();
    expect(await find()).toBeDefined();
    clock.advance(3_600_000);
    expect(await sweep()).toEqual({ again: { afterMs: 3_600_000 } });
    expect(await find()).toBeUndefined();
  });
});

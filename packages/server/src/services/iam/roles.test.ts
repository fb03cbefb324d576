import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::x/*' }],
});

let yard: Yard;
let iam: IAM;
beforeAll(async () => {
  yard = await startYard();
  iam = yard.client(IAM);
});
afterAll(() => yard.stop());

const create = (RoleName: string, rest: object = {}) =>
  iam.createRole({ RoleName, AssumeRolePolicyDocument: TRUST, ...rest });

async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
  throw new Error('nothing was refused');
}

describe('a role', () => {
  it('comes back as it was made, its document percent-encoded', async () => {
    const Tags = [{ Key: 'team', Value: 'red' }];
    const { Role: made } = await create('full', { Path: '/ci/', Description: 'd', MaxSessionDuration: 7200, Tags });
    const { Role: got } = await iam.getRole({ RoleName: 'full' });
    expect(got).toMatchObject({
      RoleName: 'full',
      Path: '/ci/',
      Arn: `arn:aws:iam::${yard.account}:role/ci/full`,
      Description: 'd',
      MaxSessionDuration: 7200,
      Tags,
    });
    expect(got?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(got?.AssumeRolePolicyDocument).not.toContain('{');
    expect(decodeURIComponent(got?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
    expect(made).toMatchObject({ Arn: got?.Arn, RoleId: got?.RoleId, CreateDate: got?.CreateDate });
  });

  it('is made once, whatever the case of its name', async () => {
    await create('once');
    expect(await refusal(create('once'))).toEqual({
      name: 'EntityAlreadyExistsException',
      message: 'Role with name once already exists.',
    });
    expect((await refusal(create('Once'))).name).toBe('EntityAlreadyExistsException');
  });

  it('needs a trust policy that says who', async () => {
    const malformed = await refusal(create('bad', { AssumeRolePolicyDocument: POLICY }));
    expect(malformed).toEqual({ name: 'MalformedPolicyDocumentException', message: 'Has prohibited field Resource' });
    expect((await refusal(iam.getRole({ RoleName: 'bad' }))).message).toBe('The role with name bad cannot be found.');
  });

  it('is changed by what is given only', async () => {
    await create('changing', { Description: 'old', MaxSessionDuration: 7200 });
    await iam.updateRole({ RoleName: 'changing', Description: 'new' });
    const trust = TRUST.replace('codebuild', 'codepipeline');
    await iam.updateAssumeRolePolicy({ RoleName: 'changing', PolicyDocument: trust });
    const { Role } = await iam.getRole({ RoleName: 'changing' });
    expect(Role).toMatchObject({ Description: 'new', MaxSessionDuration: 7200 });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
  });

  it('has tags that are added, replaced and removed', async () => {
    await create('tagged', { Tags: [{ Key: 'a', Value: '1' }] });
    await iam.tagRole({
      RoleName: 'tagged',
      Tags: [
        { Key: 'A', Value: '2' },
        { Key: 'b', Value: '3' },
      ],
    });
    await iam.untagRole({ RoleName: 'tagged', TagKeys: ['B'] });
    expect((await iam.listRoleTags({ RoleName: 'tagged' })).Tags).toEqual([{ Key: 'A', Value: '2' }]);
  });

  it('is bounded by a policy, which then cannot be deleted', async () => {
    const { Policy } = await iam.createPolicy({ PolicyName: 'bound', PolicyDocument: POLICY });
    const PolicyArn = Policy?.Arn ?? '';
    await create('bounded', { PermissionsBoundary: PolicyArn });
    expect((await iam.getRole({ RoleName: 'bounded' })).Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(
      PolicyArn,
    );
    expect((await refusal(iam.deletePolicy({ PolicyArn }))).name).toBe('DeleteConflictException');
    await iam.deleteRolePermissionsBoundary({ RoleName: 'bounded' });
    await iam.deletePolicy({ PolicyArn });
    expect(
      (await refusal(iam.putRolePermissionsBoundary({ RoleName: 'bounded', PermissionsBoundary: PolicyArn }))).name,
    ).toBe('NoSuchEntityException');
  });

  it('goes only when nothing hangs on it', async () => {
    const RoleName = 'held';
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await create(RoleName);
    await iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument: POLICY });
    await iam.attachRolePolicy({ RoleName, PolicyArn });
    await iam.createInstanceProfile({ InstanceProfileName: RoleName });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: RoleName, RoleName });
    const remove = () => refusal(iam.deleteRole({ RoleName }));
    expect((await remove()).message).toBe('Cannot delete entity, must remove roles from instance profile first.');
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName: RoleName, RoleName });
    expect((await remove()).message).toBe('Cannot delete entity, must detach all policies first.');
    await iam.detachRolePolicy({ RoleName, PolicyArn });
    expect((await remove()).message).toBe('Cannot delete entity, must delete policies first.');
    await iam.deleteRolePolicy({ RoleName, PolicyName: 'p' });
    await iam.deleteRole({ RoleName });
    expect((await remove()).name).toBe('NoSuchEntityException');
  });
});

describe('roles', () => {
  it('are listed in pages by name below a path', async () => {
    for (const name of ['page-c', 'page-a', 'page-b']) await create(name, { Path: '/pages/' });
    const first = await iam.listRoles({ PathPrefix: '/pages/', MaxItems: 2 });
    expect(first.Roles?.map((role) => role.RoleName)).toEqual(['page-a', 'page-b']);
    expect(first.IsTruncated).toBe(true);
    const rest = await iam.listRoles({ PathPrefix: '/pages/', MaxItems: 2, Marker: first.Marker });
    expect(rest.Roles?.map((role) => role.RoleName)).toEqual(['page-c']);
    expect(rest).toMatchObject({ IsTruncated: false });
    expect(rest.Marker).toBeUndefined();
    expect((await refusal(iam.listRoles({ Marker: first.Marker }))).message).toBe('Invalid Marker.');
  });

  it('made at the same moment under one name are one', async () => {
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => create('race')));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });
});

describe("a role's inline policies", () => {
  it('are put, read, replaced, listed and deleted', async () => {
    const RoleName = 'inline';
    await create(RoleName);
    await iam.putRolePolicy({ RoleName, PolicyName: 'b', PolicyDocument: POLICY });
    await iam.putRolePolicy({ RoleName, PolicyName: 'a', PolicyDocument: POLICY });
    const replaced = POLICY.replace('GetObject', 'PutObject');
    await iam.putRolePolicy({ RoleName, PolicyName: 'a', PolicyDocument: replaced });
    expect((await iam.listRolePolicies({ RoleName })).PolicyNames).toEqual(['a', 'b']);
    const got = await iam.getRolePolicy({ RoleName, PolicyName: 'a' });
    expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(replaced);
    await iam.deleteRolePolicy({ RoleName, PolicyName: 'a' });
    expect((await refusal(iam.getRolePolicy({ RoleName, PolicyName: 'a' }))).message).toBe(
      'The role policy with name a cannot be found.',
    );
  });

  it('must be policies, and together no larger than 10,240 characters', async () => {
    const RoleName = 'heavy';
    await create(RoleName);
    const put = (PolicyName: string, PolicyDocument: string) =>
      iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });
    expect((await refusal(put('p', '{}'))).message).toBe('Syntax errors in policy.');
    const large = POLICY.replace('x/*', 'x'.repeat(6000));
    await put('one', large);
    await put('one', large);
    expect((await refusal(put('two', large))).name).toBe('LimitExceededException');
  });
});

describe('a role linked to a service', () => {
  it('is made and deleted through the service only', async () => {
    const { Role } = await iam.createServiceLinkedRole({ AWSServiceName: 'ecs.amazonaws.com' });
    expect(Role).toMatchObject({ RoleName: 'AWSServiceRoleForECS', Path: '/aws-service-role/ecs.amazonaws.com/' });
    expect((await refusal(iam.deleteRole({ RoleName: 'AWSServiceRoleForECS' }))).name).toBe(
      'UnmodifiableEntityException',
    );
    const { DeletionTaskId } = await iam.deleteServiceLinkedRole({ RoleName: 'AWSServiceRoleForECS' });
    expect(await iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId })).toMatchObject({ Status: 'SUCCEEDED' });
    expect((await refusal(iam.getRole({ RoleName: 'AWSServiceRoleForECS' }))).name).toBe('NoSuchEntityException');
  });
});

describe('the account', () => {
  it('has its root as only user and no alias', async () => {
    expect((await iam.getUser({})).User).toMatchObject({
      UserId: yard.account,
      Arn: `arn:aws:iam::${yard.account}:root`,
    });
    expect((await refusal(iam.getUser({ UserName: 'me' }))).message).toBe('The user with name me cannot be found.');
    expect(await iam.listAccountAliases({})).toMatchObject({ AccountAliases: [], IsTruncated: false });
    expect((await iam.getAccountSummary({})).SummaryMap?.Users).toBe(0);
  });
});

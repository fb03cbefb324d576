import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
});
const document = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
const AWS_MANAGED = 'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRole';

let yard: Yard;
let iam: IAM;
beforeAll(async () => {
  yard = await startYard();
  iam = yard.client(IAM);
});
afterAll(() => yard.stop());

const nameOf = (call: Promise<unknown>) =>
  call.then(
    () => 'nothing was refused',
    (error: Error) => error.name,
  );

async function createPolicy(PolicyName: string, rest: object = {}): Promise<string> {
  const { Policy } = await iam.createPolicy({ PolicyName, PolicyDocument: document('s3:*'), ...rest });
  return Policy?.Arn ?? '';
}

const createRole = (RoleName: string) => iam.createRole({ RoleName, AssumeRolePolicyDocument: TRUST });

describe('a managed policy', () => {
  it('comes back as it was made', async () => {
    const Tags = [{ Key: 'k', Value: 'v' }];
    const PolicyArn = await createPolicy('full', { Path: '/ci/', Description: 'd', Tags });
    expect(PolicyArn).toBe(`arn:aws:iam::${yard.account}:policy/ci/full`);
    const { Policy } = await iam.getPolicy({ PolicyArn });
    expect(Policy).toMatchObject({
      PolicyName: 'full',
      Path: '/ci/',
      Description: 'd',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      IsAttachable: true,
      Tags,
    });
    expect(Policy?.PolicyId).toMatch(/^ANPA/);
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: 'v1' });
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(document('s3:*'));
    expect(await nameOf(createPolicy('FULL'))).toBe('EntityAlreadyExistsException');
    expect(await nameOf(createPolicy('broken', { PolicyDocument: '{' }))).toBe('MalformedPolicyDocumentException');
  });

  it('has five versions at most, one of them the default', async () => {
    const PolicyArn = await createPolicy('versions');
    for (const action of ['a:b', 'a:c', 'a:d']) {
      await iam.createPolicyVersion({ PolicyArn, PolicyDocument: document(action) });
    }
    const { PolicyVersion } = await iam.createPolicyVersion({
      PolicyArn,
      PolicyDocument: document('a:e'),
      SetAsDefault: true,
    });
    expect(PolicyVersion).toMatchObject({ VersionId: 'v5', IsDefaultVersion: true });
    expect(await nameOf(iam.createPolicyVersion({ PolicyArn, PolicyDocument: document('a:f') }))).toBe(
      'LimitExceededException',
    );
    expect(await nameOf(iam.deletePolicyVersion({ PolicyArn, VersionId: 'v5' }))).toBe('DeleteConflictException');
    expect(await nameOf(iam.deletePolicy({ PolicyArn }))).toBe('DeleteConflictException');
    await iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v1' });
    await iam.deletePolicyVersion({ PolicyArn, VersionId: 'v5' });
    await iam.createPolicyVersion({ PolicyArn, PolicyDocument: document('a:g') });
    const { Versions } = await iam.listPolicyVersions({ PolicyArn });
    expect(Versions?.map((version) => [version.VersionId, version.IsDefaultVersion])).toEqual([
      ['v6', false],
      ['v4', false],
      ['v3', false],
      ['v2', false],
      ['v1', true],
    ]);
    for (const VersionId of ['v2', 'v3', 'v4', 'v6']) await iam.deletePolicyVersion({ PolicyArn, VersionId });
    await iam.deletePolicy({ PolicyArn });
    expect(await nameOf(iam.getPolicy({ PolicyArn }))).toBe('NoSuchEntityException');
  });

  it('is attached once and counted, and stays while attached', async () => {
    const PolicyArn = await createPolicy('attached');
    const RoleName = 'attaching';
    await createRole(RoleName);
    await iam.attachRolePolicy({ RoleName, PolicyArn });
    await iam.attachRolePolicy({ RoleName, PolicyArn });
    expect((await iam.listAttachedRolePolicies({ RoleName })).AttachedPolicies).toEqual([
      { PolicyName: 'attached', PolicyArn },
    ]);
    expect((await iam.getPolicy({ PolicyArn })).Policy?.AttachmentCount).toBe(1);
    const { PolicyRoles } = await iam.listEntitiesForPolicy({ PolicyArn });
    expect(PolicyRoles?.map((role) => role.RoleName)).toEqual([RoleName]);
    expect((await iam.listEntitiesForPolicy({ PolicyArn, EntityFilter: 'User' })).PolicyRoles ?? []).toEqual([]);
    expect(await nameOf(iam.deletePolicy({ PolicyArn }))).toBe('DeleteConflictException');
    await iam.detachRolePolicy({ RoleName, PolicyArn });
    expect(await nameOf(iam.detachRolePolicy({ RoleName, PolicyArn }))).toBe('NoSuchEntityException');
    await iam.deletePolicy({ PolicyArn });
    expect(await nameOf(iam.attachRolePolicy({ RoleName, PolicyArn }))).toBe('NoSuchEntityException');
  });

  it('has tags', async () => {
    const PolicyArn = await createPolicy('tagged');
    await iam.tagPolicy({ PolicyArn, Tags: [{ Key: 'a', Value: '1' }] });
    expect((await iam.listPolicyTags({ PolicyArn })).Tags).toEqual([{ Key: 'a', Value: '1' }]);
    await iam.untagPolicy({ PolicyArn, TagKeys: ['a'] });
    expect((await iam.listPolicyTags({ PolicyArn })).Tags ?? []).toEqual([]);
  });
});

describe('a policy that AWS manages', () => {
  it('is there by name, listed once attached, and cannot be changed', async () => {
    expect((await iam.getPolicy({ PolicyArn: AWS_MANAGED })).Policy).toMatchObject({
      PolicyName: 'AWSCodeDeployRole',
      Path: '/service-role/',
      AttachmentCount: 0,
    });
    expect((await iam.listPolicies({ Scope: 'AWS' })).Policies ?? []).toEqual([]);
    await createRole('deploying');
    await iam.attachRolePolicy({ RoleName: 'deploying', PolicyArn: AWS_MANAGED });
    expect((await iam.listPolicies({ Scope: 'AWS' })).Policies?.map((policy) => policy.Arn)).toEqual([AWS_MANAGED]);
    expect((await iam.getPolicy({ PolicyArn: AWS_MANAGED })).Policy?.AttachmentCount).toBe(1);
    expect(await nameOf(iam.deletePolicy({ PolicyArn: AWS_MANAGED }))).toBe('AccessDenied');
    const unknown = iam.getPolicyVersion({ PolicyArn: AWS_MANAGED, VersionId: 'v1' });
    expect(await nameOf(unknown)).toBe('NotImplementedException');
  });
});

describe('policies', () => {
  it('are listed in pages by scope, path and use', async () => {
    const arns = [];
    for (const name of ['p1', 'p2', 'p3']) arns.push(await createPolicy(name, { Path: '/pages/' }));
    await createRole('user-of-p2');
    await iam.attachRolePolicy({ RoleName: 'user-of-p2', PolicyArn: arns[1] });
    const first = await iam.listPolicies({ Scope: 'Local', PathPrefix: '/pages/', MaxItems: 2 });
    expect(first.Policies?.map((policy) => policy.PolicyName)).toEqual(['p1', 'p2']);
    const rest = await iam.listPolicies({ Scope: 'Local', PathPrefix: '/pages/', MaxItems: 2, Marker: first.Marker });
    expect(rest.Policies?.map((policy) => policy.PolicyName)).toEqual(['p3']);
    const used = await iam.listPolicies({ PathPrefix: '/pages/', OnlyAttached: true });
    expect(used.Policies?.map((policy) => policy.PolicyName)).toEqual(['p2']);
  });
});

describe('an instance profile', () => {
  it('holds one role and goes when it is empty', async () => {
    const InstanceProfileName = 'web';
    await createRole('web-role');
    await createRole('other-role');
    await iam.createInstanceProfile({ InstanceProfileName, Path: '/web/', Tags: [{ Key: 'a', Value: 'b' }] });
    expect(await nameOf(iam.createInstanceProfile({ InstanceProfileName }))).toBe('EntityAlreadyExistsException');
    await iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: 'web-role' });
    expect(await nameOf(iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: 'other-role' }))).toBe(
      'LimitExceededException',
    );
    const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName });
    expect(InstanceProfile).toMatchObject({
      Arn: `arn:aws:iam::${yard.account}:instance-profile/web/web`,
      Roles: [{ RoleName: 'web-role' }],
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    const ofRole = await iam.listInstanceProfilesForRole({ RoleName: 'web-role' });
    expect(ofRole.InstanceProfiles?.map((profile) => profile.InstanceProfileName)).toEqual(['web']);
    expect((await iam.listInstanceProfiles({ PathPrefix: '/web/' })).InstanceProfiles).toHaveLength(1);
    expect(await nameOf(iam.deleteInstanceProfile({ InstanceProfileName }))).toBe('DeleteConflictException');
    const wrong = iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName: 'other-role' });
    expect(await nameOf(wrong)).toBe('NoSuchEntityException');
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName: 'web-role' });
    await iam.untagInstanceProfile({ InstanceProfileName, TagKeys: ['A'] });
    await iam.tagInstanceProfile({ InstanceProfileName, Tags: [{ Key: 'c', Value: 'd' }] });
    expect((await iam.listInstanceProfileTags({ InstanceProfileName })).Tags).toEqual([{ Key: 'c', Value: 'd' }]);
    await iam.deleteInstanceProfile({ InstanceProfileName });
    expect(await nameOf(iam.getInstanceProfile({ InstanceProfileName }))).toBe('NoSuchEntityException');
  });
});

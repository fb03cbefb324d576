import { instanceProfileArn, roleArn } from './rules/arns.ts';
import { encodeDocument } from './rules/url-encoding.ts';
import type { InstanceProfile } from './store/instance-profiles.ts';
import type { UsedPolicy } from './store/policies.ts';
import type { PolicyVersion } from './store/policy-versions.ts';
import type { Role } from './store/roles.ts';

/** A role as lists show it: GetRole and CreateRole add its tags and boundary. */
export function describeListedRole(account: string, role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(account, role),
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

/** When a role was last used is not recorded: AWS too answers an empty `RoleLastUsed` for a role that was not. */
export function describeRole(account: string, role: Role) {
  const boundary = {
    PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
    PermissionsBoundaryArn: role.boundary,
  } as const;
  return {
    ...describeListedRole(account, role),
    ...(role.boundary === undefined ? {} : { PermissionsBoundary: boundary }),
    ...(role.tags.length === 0 ? {} : { Tags: [...role.tags] }),
    RoleLastUsed: {},
  };
}

export function describePolicy(policy: UsedPolicy) {
  return {
    ...describeListedPolicy(policy),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    Tags: [...policy.tags],
  };
}

/** Of a policy that AWS manages we do not know when it was made. */
export function describeListedPolicy(policy: UsedPolicy) {
  const dates = { CreateDate: new Date(policy.createdAt), UpdateDate: new Date(policy.updatedAt) };
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: `v${policy.defaultVersion}`,
    AttachmentCount: policy.attachments,
    PermissionsBoundaryUsageCount: policy.boundaries,
    IsAttachable: true,
    ...(policy.awsManaged ? {} : dates),
  };
}

export function describeVersion(version: PolicyVersion, defaultVersion: number) {
  return {
    VersionId: `v${version.number}`,
    IsDefaultVersion: version.number === defaultVersion,
    CreateDate: new Date(version.createdAt),
  };
}

export function describeProfile(account: string, profile: InstanceProfile, role: Role | undefined) {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: instanceProfileArn(account, profile),
    CreateDate: new Date(profile.createdAt),
    Roles: role ? [describeListedRole(account, role)] : [],
  };
}

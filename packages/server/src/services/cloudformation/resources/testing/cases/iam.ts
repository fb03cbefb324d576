import { IAM } from '@aws-sdk/client-iam';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { Yard } from '../../../../../testing/start-yard.ts';
import { unlessGone } from '../../calls.ts';
import type { ResourceCase } from '../resource-case.ts';

const GONE = 'NoSuchEntityException';

const trust = (Service: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const allow = (Action: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;

const read = (text: string | undefined): unknown => JSON.parse(decodeURIComponent(text ?? 'null'));

/** Makes roles by these names, once. */
const withRoles =
  (...names: string[]) =>
  async (yard: Yard): Promise<JsonObject> => {
    const AssumeRolePolicyDocument = JSON.stringify(trust('ec2.amazonaws.com'));
    for (const RoleName of names)
      await unlessGone('EntityAlreadyExistsException', () =>
        yard.client(IAM).createRole({ RoleName, AssumeRolePolicyDocument }),
      );
    return {};
  };

const inlineOf = async (yard: Yard, RoleName: string): Promise<Record<string, unknown> | undefined> => {
  const iam = yard.client(IAM);
  const names = await unlessGone(GONE, () => iam.listRolePolicies({ RoleName }));
  const policies = (names?.PolicyNames ?? []).map(async (PolicyName) => {
    const { PolicyDocument } = await iam.getRolePolicy({ RoleName, PolicyName });
    return [PolicyName, read(PolicyDocument)] as const;
  });
  return names && Object.fromEntries(await Promise.all(policies));
};

const attachedTo = async (yard: Yard, RoleName: string) =>
  (await yard.client(IAM).listAttachedRolePolicies({ RoleName })).AttachedPolicies?.map(
    ({ PolicyArn }) => PolicyArn,
  ).sort();

async function lookAtRole(yard: Yard, RoleName: string) {
  const found = await unlessGone(GONE, () => yard.client(IAM).getRole({ RoleName }));
  const { Role } = found ?? {};
  return (
    Role && {
      trust: read(Role.AssumeRolePolicyDocument),
      ...{ path: Role.Path, description: Role.Description ?? '', longest: Role.MaxSessionDuration },
      ...{ boundary: Role.PermissionsBoundary?.PermissionsBoundaryArn ?? null, tags: Role.Tags ?? [] },
      inline: await inlineOf(yard, RoleName),
      attached: await attachedTo(yard, RoleName),
    }
  );
}

const ROLE: JsonObject = {
  AssumeRolePolicyDocument: trust('codebuild.amazonaws.com'),
  Path: '/team/',
  ManagedPolicyArns: [aws('ReadOnlyAccess'), aws('AmazonS3FullAccess')],
  Policies: [
    { PolicyName: 'one', PolicyDocument: allow('s3:*') },
    { PolicyName: 'two', PolicyDocument: JSON.stringify(allow('sns:*')) },
  ],
  Tags: [{ Key: 'team', Value: 'a' }],
};

export const IAM_CASES: readonly ResourceCase[] = [
  {
    type: 'AWS::IAM::Role',
    properties: ROLE,
    change: {
      AssumeRolePolicyDocument: JSON.stringify(trust('codepipeline.amazonaws.com')),
      Description: 'what it is for',
      MaxSessionDuration: '7200',
      PermissionsBoundary: aws('PowerUserAccess'),
      ManagedPolicyArns: [aws('AmazonS3FullAccess'), aws('AmazonSQSFullAccess')],
      Policies: [{ PolicyName: 'two', PolicyDocument: allow('sqs:*') }],
      Tags: [{ Key: 'group', Value: 'b' }],
    },
    replacement: { Path: '/other/' },
    broken: { properties: { Policies: [{ PolicyName: 'one', PolicyDocument: {} }] }, reason: /policy/i },
    expected: {
      ...{ trust: trust('codebuild.amazonaws.com'), path: '/team/', description: '', longest: 3600, boundary: null },
      inline: { one: allow('s3:*'), two: allow('sns:*') },
      attached: [aws('AmazonS3FullAccess'), aws('ReadOnlyAccess')],
      tags: [{ Key: 'team', Value: 'a' }],
    },
    expectedChange: {
      ...{ trust: trust('codepipeline.amazonaws.com'), description: 'what it is for', longest: 7200 },
      boundary: aws('PowerUserAccess'),
      inline: { two: allow('sqs:*') },
      attached: [aws('AmazonS3FullAccess'), aws('AmazonSQSFullAccess')],
      tags: [{ Key: 'group', Value: 'b' }],
    },
    look: lookAtRole,
  },
  {
    type: 'AWS::IAM::Role',
    properties: { AssumeRolePolicyDocument: trust('ec2.amazonaws.com'), RoleName: 'cases-named-role' },
    broken: { properties: { ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/none'] }, reason: /none/ },
    expected: { path: '/', inline: {}, attached: [], tags: [] },
    look: lookAtRole,
  },
  {
    type: 'AWS::IAM::Policy',
    prepare: withRoles('cases-one', 'cases-two', 'cases-three'),
    properties: { PolicyName: 'first', PolicyDocument: allow('s3:*'), Roles: ['cases-one', 'cases-two'] },
    change: { PolicyName: 'second', PolicyDocument: allow('sns:*'), Roles: ['cases-two', 'cases-three'] },
    broken: { properties: { Users: ['somebody'] }, reason: /PutUserPolicy is not implemented/ },
    expected: { 'cases-one': { first: allow('s3:*') }, 'cases-two': { first: allow('s3:*') }, 'cases-three': {} },
    expectedChange: { 'cases-one': {}, 'cases-two': { second: allow('sns:*') }, 'cases-three': { second: {} } },
    async look(yard) {
      const roles = ['cases-one', 'cases-two', 'cases-three'];
      const found = await Promise.all(roles.map(async (name) => [name, (await inlineOf(yard, name)) ?? {}] as const));
      return found.some(([, policies]) => Object.keys(policies).length > 0) ? Object.fromEntries(found) : undefined;
    },
  },
  {
    type: 'AWS::IAM::RolePolicy',
    prepare: withRoles('cases-four'),
    properties: { PolicyName: 'first', PolicyDocument: allow('s3:*'), RoleName: 'cases-four' },
    change: { PolicyDocument: JSON.stringify(allow('sns:*')) },
    replacement: { PolicyName: 'second' },
    broken: { properties: { RoleName: 'nobody' }, reason: /nobody cannot be found/ },
    expected: allow('s3:*'),
    expectedChange: allow('sns:*'),
    look: async (yard) => (await inlineOf(yard, 'cases-four'))?.first,
  },
  {
    type: 'AWS::IAM::ManagedPolicy',
    prepare: withRoles('cases-five', 'cases-six'),
    properties: {
      ...{ Description: 'a policy', Path: '/team/', PolicyDocument: allow('s3:*') },
      Roles: ['cases-five'],
    },
    change: { PolicyDocument: JSON.stringify(allow('sns:*')), Roles: ['cases-six'] },
    replacement: { Description: 'another' },
    broken: { properties: { PolicyDocument: {} }, reason: /policy|Statement/i },
    expected: { path: '/team/', description: 'a policy', document: allow('s3:*'), roles: ['cases-five'] },
    expectedChange: { document: allow('sns:*'), roles: ['cases-six'] },
    async look(yard, PolicyArn) {
      const iam = yard.client(IAM);
      const { Policy } = (await unlessGone(GONE, () => iam.getPolicy({ PolicyArn }))) ?? {};
      if (!Policy) return undefined;
      const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: Policy.DefaultVersionId });
      const { PolicyRoles } = await iam.listEntitiesForPolicy({ PolicyArn });
      return {
        ...{ path: Policy.Path, description: Policy.Description, document: read(PolicyVersion?.Document) },
        roles: PolicyRoles?.map(({ RoleName }) => RoleName),
      };
    },
  },
  {
    type: 'AWS::IAM::InstanceProfile',
    prepare: withRoles('cases-seven', 'cases-eight'),
    properties: { Path: '/team/', Roles: ['cases-seven'] },
    change: { Roles: ['cases-eight'] },
    replacement: { InstanceProfileName: 'another' },
    broken: { properties: { Roles: ['nobody'] }, reason: /nobody cannot be found/ },
    expected: { path: '/team/', roles: ['cases-seven'] },
    expectedChange: { path: '/team/', roles: ['cases-eight'] },
    async look(yard, InstanceProfileName) {
      const found = await unlessGone(GONE, () => yard.client(IAM).getInstanceProfile({ InstanceProfileName }));
      const { InstanceProfile } = found ?? {};
      return (
        InstanceProfile && {
          path: InstanceProfile.Path,
          roles: InstanceProfile.Roles?.map(({ RoleName }) => RoleName),
        }
      );
    },
  },
  {
    type: 'AWS::IAM::ServiceLinkedRole',
    properties: { AWSServiceName: 'autoscaling.amazonaws.com', CustomSuffix: 'cases', Description: 'one' },
    change: { Description: 'two' },
    replacement: { CustomSuffix: 'other' },
    broken: { properties: { AWSServiceName: 'nothing' }, reason: /nothing is not valid/ },
    expected: { name: 'AWSServiceRoleForAutoScaling_cases', description: 'one' },
    expectedChange: { description: 'two' },
    async look(yard, RoleName) {
      const { Role } = (await unlessGone(GONE, () => yard.client(IAM).getRole({ RoleName }))) ?? {};
      return Role && { name: Role.RoleName, description: Role.Description };
    },
  },
];

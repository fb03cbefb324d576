import type { CreatePolicyCommandInput, CreatePolicyVersionCommandInput } from '@aws-sdk/client-iam';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { given } from '../property-values.ts';
import { DONE, type ResourceCall, type ResourceType, textOf, type UpdateCall } from '../resource-type.ts';
import { capabilityFor, GONE, TAKEN } from './iam-facts.ts';
import { attach, detach, hasHolder, holdersOf } from './policy-holders.ts';

/** Older ones make room for a new one. */
const MOST_VERSIONS = 5;

const nameOf = (call: ResourceCall) => textOf(call.properties.ManagedPolicyName) ?? call.newName();
const arnOf = (call: ResourceCall) =>
  `arn:aws:iam::${call.stack.account}:policy${textOf(call.properties.Path) ?? '/'}${nameOf(call)}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: {
    ...{ Groups: 'updates', PolicyDocument: 'updates', Roles: 'updates', Users: 'updates' },
    ...{ Description: 'replaces', ManagedPolicyName: 'replaces', Path: 'replaces' },
  },
  required: ['PolicyDocument'],
  attributes: [
    ...['AttachmentCount', 'CreateDate', 'DefaultVersionId', 'IsAttachable', 'PermissionsBoundaryUsageCount'],
    ...['PolicyArn', 'PolicyId', 'UpdateDate'],
  ],
  nameProperty: 'ManagedPolicyName',
  capability: ({ ManagedPolicyName }) => capabilityFor(ManagedPolicyName),
  identify: arnOf,
  async create(call) {
    const { Description, Path, PolicyDocument } = call.properties;
    const value = given({ PolicyName: nameOf(call), Description, Path, PolicyDocument });
    const input = call.fit<CreatePolicyCommandInput>('iam', 'CreatePolicy', value);
    await makeOnce(call, TAKEN, () => call.aws.iam.createPolicy(input));
    for (const holder of holdersOf(call.properties)) await attach(call.aws, holder, arnOf(call));
    return DONE;
  },
  async read({ aws, physicalId: PolicyArn }) {
    const { Policy } = (await unlessGone(GONE, () => aws.iam.getPolicy({ PolicyArn }))) ?? {};
    if (!Policy) return undefined;
    const { AttachmentCount = 0, DefaultVersionId, PermissionsBoundaryUsageCount = 0, PolicyId, IsAttachable } = Policy;
    const CreateDate = Policy.CreateDate?.toISOString();
    const UpdateDate = Policy.UpdateDate?.toISOString();
    const counts = { AttachmentCount, PermissionsBoundaryUsageCount };
    return given({ PolicyArn, PolicyId, DefaultVersionId, IsAttachable, CreateDate, UpdateDate, ...counts });
  },
  async update(call) {
    const { aws, changed, physicalId, previous, properties } = call;
    if (changed.has('PolicyDocument')) await write(call);
    const before = holdersOf(previous);
    const after = holdersOf(properties);
    for (const holder of after) if (!hasHolder(before, holder)) await attach(aws, holder, physicalId);
    for (const holder of before) if (!hasHolder(after, holder)) await detach(aws, holder, physicalId);
    return DONE;
  },
  /** What others attach it to keeps it from being deleted, as on AWS. */
  async delete({ aws, physicalId: PolicyArn, properties }) {
    for (const holder of holdersOf(properties)) await detach(aws, holder, PolicyArn);
    const { Versions = [] } = (await unlessGone(GONE, () => aws.iam.listPolicyVersions({ PolicyArn }))) ?? {};
    for (const { VersionId, IsDefaultVersion } of Versions)
      if (!IsDefaultVersion) await unlessGone(GONE, () => aws.iam.deletePolicyVersion({ PolicyArn, VersionId }));
    return await deleteOnce(GONE, () => aws.iam.deletePolicy({ PolicyArn }));
  },
};

/** A new version that is the default one, unless an earlier try made it. */
async function write({ aws, fit, physicalId: PolicyArn, properties }: UpdateCall): Promise<void> {
  const value = given({ PolicyArn, PolicyDocument: properties.PolicyDocument, SetAsDefault: true });
  const input = fit<CreatePolicyVersionCommandInput>('iam', 'CreatePolicyVersion', value);
  const { Versions = [] } = await aws.iam.listPolicyVersions({ PolicyArn });
  const current = Versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.VersionId;
  const { PolicyVersion } = await aws.iam.getPolicyVersion({ PolicyArn, VersionId: current });
  if (decodeURIComponent(PolicyVersion?.Document ?? '') === input.PolicyDocument) return;
  const oldest = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).at(-1)?.VersionId;
  if (Versions.length >= MOST_VERSIONS) await aws.iam.deletePolicyVersion({ PolicyArn, VersionId: oldest });
  await aws.iam.createPolicyVersion(input);
}

import type {
  CreateRoleCommandInput,
  PutRolePolicyCommandInput,
  UpdateAssumeRolePolicyCommandInput,
  UpdateRoleCommandInput,
} from '@aws-sdk/client-iam';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { given, listOf, textsOf } from '../property-values.ts';
import {
  DONE,
  type ExistingCall,
  type ResourceCall,
  type ResourceType,
  textOf,
  type UpdateCall,
} from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';
import { capabilityFor, GONE, TAKEN } from './iam-facts.ts';

const DEFAULT_SESSION_SECONDS = 3600;

const nameOf = (call: ResourceCall) => textOf(call.properties.RoleName) ?? call.newName({ longest: 64 });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role: ResourceType = {
  type: 'AWS::IAM::Role',
  properties: {
    ...{ AssumeRolePolicyDocument: 'updates', Description: 'updates', ManagedPolicyArns: 'updates' },
    ...{ MaxSessionDuration: 'updates', PermissionsBoundary: 'updates', Policies: 'updates', Tags: 'updates' },
    ...{ Path: 'replaces', RoleName: 'replaces' },
  },
  required: ['AssumeRolePolicyDocument'],
  attributes: ['Arn', 'RoleId'],
  nameProperty: 'RoleName',
  capability: ({ RoleName }) => capabilityFor(RoleName),
  identify: nameOf,
  async create(call) {
    const RoleName = nameOf(call);
    const { AssumeRolePolicyDocument, Description, MaxSessionDuration, Path, PermissionsBoundary } = call.properties;
    const Tags = tagsOf(call).map((tag): JsonObject => ({ ...tag }));
    const input = call.fit<CreateRoleCommandInput>(
      'iam',
      'CreateRole',
      given({ RoleName, AssumeRolePolicyDocument, Description, MaxSessionDuration, Path, PermissionsBoundary, Tags }),
    );
    await makeOnce(call, TAKEN, () => call.aws.iam.createRole(input));
    await writePolicies(call, RoleName);
    await attachPolicies(call, RoleName);
    return DONE;
  },
  async read({ aws, physicalId: RoleName }) {
    const found = await unlessGone(GONE, () => aws.iam.getRole({ RoleName }));
    return found && given({ Arn: found.Role?.Arn, RoleId: found.Role?.RoleId });
  },
  async update(call) {
    const { aws, changed, physicalId: RoleName, properties, previous } = call;
    await describe(call);
    if (changed.has('PermissionsBoundary')) await bound(call);
    if (changed.has('Policies')) {
      const names = policiesOf(properties).map(({ PolicyName }) => PolicyName);
      await removePolicies(
        call,
        policiesOf(previous).filter(({ PolicyName }) => !names.includes(PolicyName)),
      );
      await writePolicies(call, RoleName);
    }
    if (changed.has('ManagedPolicyArns')) {
      const wanted = textsOf(properties.ManagedPolicyArns);
      await detachPolicies(
        call,
        textsOf(previous.ManagedPolicyArns).filter((arn) => !wanted.includes(arn)),
      );
      await attachPolicies(call, RoleName);
    }
    if (changed.has('Tags')) {
      const tags = tagsOf(call);
      await aws.iam.untagRole({ RoleName, TagKeys: removedTags(previousTags(previous), tags) });
      await aws.iam.tagRole({ RoleName, Tags: tags });
    }
    return DONE;
  },
  /** What others attached keeps the role from being deleted, as on AWS. */
  async delete(call) {
    const { aws, properties, physicalId: RoleName } = call;
    await removePolicies(call, policiesOf(properties));
    await detachPolicies(call, textsOf(properties.ManagedPolicyArns));
    return await deleteOnce(GONE, () => aws.iam.deleteRole({ RoleName }));
  },
};

async function describe({ aws, changed, fit, physicalId: RoleName, properties }: UpdateCall): Promise<void> {
  const { AssumeRolePolicyDocument: PolicyDocument, Description = '', MaxSessionDuration } = properties;
  if (changed.has('AssumeRolePolicyDocument'))
    await aws.iam.updateAssumeRolePolicy(
      fit<UpdateAssumeRolePolicyCommandInput>('iam', 'UpdateAssumeRolePolicy', given({ RoleName, PolicyDocument })),
    );
  if (!changed.has('Description') && !changed.has('MaxSessionDuration')) return;
  const value = { RoleName, Description, MaxSessionDuration: MaxSessionDuration ?? DEFAULT_SESSION_SECONDS };
  await aws.iam.updateRole(fit<UpdateRoleCommandInput>('iam', 'UpdateRole', value));
}

async function bound({ aws, physicalId: RoleName, properties }: UpdateCall): Promise<void> {
  const PermissionsBoundary = textOf(properties.PermissionsBoundary);
  if (PermissionsBoundary) await aws.iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary });
  else await unlessGone(GONE, () => aws.iam.deleteRolePermissionsBoundary({ RoleName }));
}

const policiesOf = ({ Policies }: JsonObject) => listOf(Policies).map(asObject);

async function writePolicies({ aws, fit, properties }: ResourceCall, RoleName: string): Promise<void> {
  for (const policy of policiesOf(properties))
    await aws.iam.putRolePolicy(fit<PutRolePolicyCommandInput>('iam', 'PutRolePolicy', { RoleName, ...policy }));
}

async function removePolicies({ aws, physicalId: RoleName }: ExistingCall, policies: JsonObject[]): Promise<void> {
  for (const { PolicyName } of policies)
    await unlessGone(GONE, () => aws.iam.deleteRolePolicy({ RoleName, PolicyName: String(PolicyName) }));
}

async function attachPolicies({ aws, properties }: ResourceCall, RoleName: string): Promise<void> {
  for (const PolicyArn of textsOf(properties.ManagedPolicyArns))
    await aws.iam.attachRolePolicy({ RoleName, PolicyArn });
}

async function detachPolicies({ aws, physicalId: RoleName }: ExistingCall, arns: string[]): Promise<void> {
  for (const PolicyArn of arns) await unlessGone(GONE, () => aws.iam.detachRolePolicy({ RoleName, PolicyArn }));
}

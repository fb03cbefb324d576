import type { PutRolePolicyCommandInput } from '@aws-sdk/client-iam';
import { given } from '../property-values.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType } from '../resource-type.ts';
import { hasHolder, hasInline, holdersOf, putInline, removeInline } from './policy-holders.ts';

/**
 * An inline policy of one or more roles.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export const policy: ResourceType = {
  type: 'AWS::IAM::Policy',
  properties: {
    ...{ Groups: 'updates', PolicyDocument: 'updates', PolicyName: 'updates', Roles: 'updates', Users: 'updates' },
  },
  required: ['PolicyDocument', 'PolicyName'],
  attributes: ['Id'],
  capability: () => 'CAPABILITY_IAM',
  async create(call) {
    await write(call);
    return { state: 'done', physicalId: call.newName() };
  },
  async read({ aws, physicalId, properties }) {
    for (const holder of holdersOf(properties))
      if (await hasInline(aws, holder, String(properties.PolicyName))) return { Id: physicalId };
    return undefined;
  },
  async update(call) {
    const { aws, previous, properties } = call;
    const isRenamed = previous.PolicyName !== properties.PolicyName;
    const wanted = holdersOf(properties);
    await write(call);
    for (const holder of holdersOf(previous))
      if (isRenamed || !hasHolder(wanted, holder)) await removeInline(aws, holder, String(previous.PolicyName));
    return DONE;
  },
  async delete({ aws, properties }) {
    for (const holder of holdersOf(properties)) await removeInline(aws, holder, String(properties.PolicyName));
    return DONE;
  },
};

async function write({ aws, fit, properties }: ResourceCall): Promise<void> {
  const holders = holdersOf(properties);
  if (holders.length === 0) throw new ResourceFailure('At least one of [Groups,Roles,Users] must be non-empty.');
  for (const holder of holders) {
    const { PolicyName, PolicyDocument } = properties;
    const value = given({ RoleName: holder.name, PolicyName, PolicyDocument });
    const { RoleName: _, ...input } = fit<PutRolePolicyCommandInput>('iam', 'PutRolePolicy', value);
    await putInline(aws, holder, input);
  }
}

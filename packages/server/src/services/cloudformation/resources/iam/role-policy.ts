import type { PutRolePolicyCommandInput } from '@aws-sdk/client-iam';
import { deleteOnce, unlessGone } from '../calls.ts';
import { given } from '../property-values.ts';
import { DONE, type ResourceCall, type ResourceType } from '../resource-type.ts';
import { GONE } from './iam-facts.ts';

const namesOf = ({ properties }: ResourceCall) => ({
  RoleName: String(properties.RoleName),
  PolicyName: String(properties.PolicyName),
});

const write = async (call: ResourceCall) => {
  const { PolicyName, PolicyDocument, RoleName } = call.properties;
  const value = given({ PolicyName, PolicyDocument, RoleName });
  await call.aws.iam.putRolePolicy(call.fit<PutRolePolicyCommandInput>('iam', 'PutRolePolicy', value));
  return DONE;
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-rolepolicy.html */
export const rolePolicy: ResourceType = {
  type: 'AWS::IAM::RolePolicy',
  properties: { PolicyDocument: 'updates', PolicyName: 'replaces', RoleName: 'replaces' },
  required: ['PolicyName', 'RoleName'],
  attributes: [],
  capability: () => 'CAPABILITY_IAM',
  identify: (call) => `${namesOf(call).PolicyName}|${namesOf(call).RoleName}`,
  create: write,
  async read(call) {
    const found = await unlessGone(GONE, () => call.aws.iam.getRolePolicy(namesOf(call)));
    return found && {};
  },
  update: write,
  delete: async (call) => await deleteOnce(GONE, () => call.aws.iam.deleteRolePolicy(namesOf(call))),
};

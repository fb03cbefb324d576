import type { AddRoleToInstanceProfileCommandInput, CreateInstanceProfileCommandInput } from '@aws-sdk/client-iam';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { given, textsOf } from '../property-values.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';
import { capabilityFor, GONE, TAKEN } from './iam-facts.ts';

const nameOf = (call: ResourceCall) => textOf(call.properties.InstanceProfileName) ?? call.newName();

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html */
export const instanceProfile: ResourceType = {
  type: 'AWS::IAM::InstanceProfile',
  properties: { InstanceProfileName: 'replaces', Path: 'replaces', Roles: 'updates' },
  required: ['Roles'],
  attributes: ['Arn'],
  nameProperty: 'InstanceProfileName',
  capability: ({ InstanceProfileName }) => capabilityFor(InstanceProfileName),
  identify: nameOf,
  async create(call) {
    const value = given({ InstanceProfileName: nameOf(call), Path: call.properties.Path });
    const input = call.fit<CreateInstanceProfileCommandInput>('iam', 'CreateInstanceProfile', value);
    await makeOnce(call, TAKEN, () => call.aws.iam.createInstanceProfile(input));
    await setRoles(call, nameOf(call));
    return DONE;
  },
  async read({ aws, physicalId: InstanceProfileName }) {
    const found = await unlessGone(GONE, () => aws.iam.getInstanceProfile({ InstanceProfileName }));
    return found && given({ Arn: found.InstanceProfile?.Arn });
  },
  async update(call) {
    await setRoles(call, call.physicalId);
    return DONE;
  },
  async delete({ aws, physicalId: InstanceProfileName, properties }) {
    for (const RoleName of textsOf(properties.Roles))
      await unlessGone(GONE, () => aws.iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName }));
    return await deleteOnce(GONE, () => aws.iam.deleteInstanceProfile({ InstanceProfileName }));
  },
};

/** There is room for one role: another one goes first. */
async function setRoles({ aws, fit, properties }: ResourceCall, InstanceProfileName: string): Promise<void> {
  const wanted = textsOf(properties.Roles);
  const { InstanceProfile } = await aws.iam.getInstanceProfile({ InstanceProfileName });
  const present = (InstanceProfile?.Roles ?? []).map(({ RoleName = '' }) => RoleName);
  for (const RoleName of present.filter((name) => !wanted.includes(name)))
    await unlessGone(GONE, () => aws.iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName }));
  for (const RoleName of wanted.filter((name) => !present.includes(name))) {
    const value = { InstanceProfileName, RoleName };
    await aws.iam.addRoleToInstanceProfile(
      fit<AddRoleToInstanceProfileCommandInput>('iam', 'AddRoleToInstanceProfile', value),
    );
  }
}

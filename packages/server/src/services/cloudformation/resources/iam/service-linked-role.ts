import type { CreateServiceLinkedRoleCommandInput } from '@aws-sdk/client-iam';
import { deleteOnce, unlessGone } from '../calls.ts';
import { given } from '../property-values.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';
import { GONE } from './iam-facts.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-servicelinkedrole.html */
export const serviceLinkedRole: ResourceType = {
  type: 'AWS::IAM::ServiceLinkedRole',
  properties: { AWSServiceName: 'replaces', CustomSuffix: 'replaces', Description: 'updates' },
  attributes: ['RoleName'],
  async create(call) {
    const { AWSServiceName, CustomSuffix, Description } = call.properties;
    const value = given({ AWSServiceName, CustomSuffix, Description });
    const input = call.fit<CreateServiceLinkedRoleCommandInput>('iam', 'CreateServiceLinkedRole', value);
    // The service chooses the name, so an earlier try is found by what it made.
    const physicalId =
      (call.isRetry ? await findMade(call) : undefined) ??
      (await call.aws.iam.createServiceLinkedRole(input)).Role?.RoleName;
    if (!physicalId) throw new ResourceFailure('IAM did not tell the name of the service-linked role.');
    return { state: 'done', physicalId };
  },
  async read({ aws, physicalId: RoleName }) {
    const found = await unlessGone(GONE, () => aws.iam.getRole({ RoleName }));
    return found && { RoleName };
  },
  async update({ aws, physicalId: RoleName, properties }) {
    await aws.iam.updateRoleDescription({ RoleName, Description: textOf(properties.Description) ?? '' });
    return DONE;
  },
  delete: async ({ aws, physicalId: RoleName }) =>
    await deleteOnce(GONE, () => aws.iam.deleteServiceLinkedRole({ RoleName })),
};

async function findMade({ aws, properties }: ResourceCall): Promise<string | undefined> {
  const PathPrefix = `/aws-service-role/${textOf(properties.AWSServiceName)}/`;
  const suffix = textOf(properties.CustomSuffix);
  const { Roles = [] } = await aws.iam.listRoles({ PathPrefix });
  const names = Roles.map(({ RoleName = '' }) => RoleName);
  return names.find((name) => (suffix === undefined ? !name.includes('_') : name.endsWith(`_${suffix}`)));
}

import type { CreateLaunchTemplateCommandInput, CreateLaunchTemplateVersionCommandInput } from '@aws-sdk/client-ec2';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, unlessGone } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';

const GONE = ['InvalidLaunchTemplateId.NotFound', 'InvalidLaunchTemplateId.NotFoundException'];
const KIND = 'launch-template';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html */
export const launchTemplate: ResourceType = {
  type: 'AWS::EC2::LaunchTemplate',
  properties: {
    ...{ LaunchTemplateData: 'updates', LaunchTemplateName: 'replaces' },
    ...{ TagSpecifications: 'replaces', VersionDescription: 'updates' },
  },
  required: ['LaunchTemplateData'],
  attributes: ['DefaultVersionNumber', 'LatestVersionNumber', 'LaunchTemplateId'],
  nameProperty: 'LaunchTemplateName',
  async create(call) {
    const value = {
      ...call.properties,
      LaunchTemplateName: textOf(call.properties.LaunchTemplateName) ?? call.newName({ longest: 128 }),
      TagSpecifications: tagSpecificationsOf(call),
      ClientToken: call.token,
    };
    const input = call.fit<CreateLaunchTemplateCommandInput>('ec2', 'CreateLaunchTemplate', value);
    const { LaunchTemplate } = await call.aws.ec2.createLaunchTemplate(input);
    return { ...DONE, physicalId: LaunchTemplate?.LaunchTemplateId ?? '' };
  },
  async read({ aws, physicalId }) {
    const asked = { LaunchTemplateIds: [physicalId] };
    const { LaunchTemplates: [found] = [] } =
      (await unlessGone(GONE, () => aws.ec2.describeLaunchTemplates(asked))) ?? {};
    return (
      found && {
        DefaultVersionNumber: String(found.DefaultVersionNumber),
        LatestVersionNumber: String(found.LatestVersionNumber),
        LaunchTemplateId: physicalId,
      }
    );
  },
  /** Makes another version; the default one stays, as on AWS. */
  async update(call) {
    const { LaunchTemplateData = {}, VersionDescription } = call.properties;
    const value = {
      ...{ LaunchTemplateId: call.physicalId, LaunchTemplateData, ClientToken: call.token },
      ...(VersionDescription === undefined ? {} : { VersionDescription }),
    };
    const input = call.fit<CreateLaunchTemplateVersionCommandInput>('ec2', 'CreateLaunchTemplateVersion', value);
    await call.aws.ec2.createLaunchTemplateVersion(input);
    return DONE;
  },
  async delete({ aws, physicalId: LaunchTemplateId }) {
    return await deleteOnce(GONE, () => aws.ec2.deleteLaunchTemplate({ LaunchTemplateId }));
  },
};

/** The stack's tags are the template's too; those of the same key in the resource win. */
function tagSpecificationsOf({ properties, tags }: ResourceCall): JsonObject[] {
  const given = (properties.TagSpecifications ?? []) as JsonObject[];
  const own = given
    .filter(({ ResourceType }) => ResourceType === KIND)
    .flatMap(({ Tags }) => (Tags ?? []) as JsonObject[]);
  const merged = new Map<string, JsonObject>();
  for (const { Key, Value } of tags) merged.set(Key, { Key, Value });
  for (const tag of own) merged.set(String(tag.Key), tag);
  const others = given.filter(({ ResourceType }) => ResourceType !== KIND);
  return merged.size === 0 ? others : [...others, { ResourceType: KIND, Tags: [...merged.values()] }];
}

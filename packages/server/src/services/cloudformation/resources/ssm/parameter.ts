import type { PutParameterCommandInput } from '@aws-sdk/client-ssm';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { given } from '../property-values.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

const GONE = 'ParameterNotFound';

/** As on AWS: names that begin like a service's are refused, and stacks may be called anything. */
const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? `CFN-${call.newName()}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
export const parameter: ResourceType = {
  type: 'AWS::SSM::Parameter',
  properties: {
    ...{ AllowedPattern: 'updates', DataType: 'updates', Description: 'updates', Policies: 'updates' },
    ...{ Tags: 'updates', Tier: 'updates', Type: 'updates', Value: 'updates', Name: 'replaces' },
  },
  required: ['Type', 'Value'],
  attributes: ['Type', 'Value'],
  nameProperty: 'Name',
  identify: nameOf,
  async create(call) {
    const Tags = tagsOf(call).map((tag): JsonObject => ({ ...tag }));
    const input = inputOf(call, nameOf(call), Tags.length > 0 ? { Tags } : {});
    return await makeOnce(call, 'ParameterAlreadyExists', () => call.aws.ssm.putParameter(input));
  },
  async read({ aws, physicalId: Name }) {
    const found = await unlessGone(GONE, () => aws.ssm.getParameter({ Name }));
    return found && given({ Type: found.Parameter?.Type, Value: found.Parameter?.Value });
  },
  async update(call) {
    const { aws, changed, physicalId, previous } = call;
    if ([...changed].some((name) => name !== 'Tags'))
      await aws.ssm.putParameter(inputOf(call, physicalId, { Overwrite: true }));
    if (changed.has('Tags')) {
      const resource = { ResourceType: 'Parameter' as const, ResourceId: physicalId };
      const Tags = tagsOf(call);
      await aws.ssm.removeTagsFromResource({ ...resource, TagKeys: removedTags(previousTags(previous), Tags) });
      await aws.ssm.addTagsToResource({ ...resource, Tags });
    }
    return DONE;
  },
  delete: async ({ aws, physicalId: Name }) => await deleteOnce(GONE, () => aws.ssm.deleteParameter({ Name })),
};

/** Everything that the template says; what it does not say is back to its default. */
function inputOf({ fit, properties }: ResourceCall, Name: string, rest: JsonObject): PutParameterCommandInput {
  const { AllowedPattern, DataType, Description, Policies, Tier, Type, Value } = properties;
  if (Type === 'SecureString')
    throw new ResourceFailure(
      'CloudFormation does not make parameters of type SecureString; make it by PutParameter, or use a secret.',
    );
  const value = given({ Name, AllowedPattern, DataType, Description, Policies, Tier, Type, Value });
  return fit<PutParameterCommandInput>('ssm', 'PutParameter', { DataType: 'text', ...value, ...rest });
}

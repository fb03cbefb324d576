import type {
  ActionType,
  CreateCustomActionTypeCommandInput,
  DeleteCustomActionTypeCommandInput,
} from '@aws-sdk/client-codepipeline';
import type { Json } from '@codeyard/engine/template/parse-template';
import { deleteOnce } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType } from '../resource-type.ts';
import { apiTags, changeTags } from './tags.ts';

/** As in `custo-MyCus-A1BCDEFGHIJ2`, which is what AWS's documentation shows of `Ref`. */
const LONGEST_NAME = 24;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-customactiontype.html */
export const customActionType: ResourceType = {
  type: 'AWS::CodePipeline::CustomActionType',
  properties: {
    ...{ Category: 'replaces', Provider: 'replaces', Version: 'replaces', ConfigurationProperties: 'replaces' },
    ...{ InputArtifactDetails: 'replaces', OutputArtifactDetails: 'replaces', Settings: 'replaces', Tags: 'updates' },
  },
  required: ['Category', 'InputArtifactDetails', 'OutputArtifactDetails', 'Provider', 'Version'],
  attributes: ['Id'],
  identify: (call) => call.newName({ longest: LONGEST_NAME }),
  async create(call) {
    // The service has no exception of its own for a type that is there.
    if (call.isRetry && (await find(call))) return DONE;
    const value = { ...call.properties, Tags: apiTags(call) as unknown as Json };
    await call.aws.codepipeline.createCustomActionType(
      call.fit<CreateCustomActionTypeCommandInput>('codepipeline', 'CreateCustomActionType', value),
    );
    return DONE;
  },
  async read(call) {
    return (await find(call)) && { Id: call.physicalId };
  },
  async update(call) {
    const { category, provider, version } = idOf(call);
    const { stack, changed } = call;
    const arn = `arn:aws:codepipeline:${stack.region}:${stack.account}:actiontype:Custom/${category}/${provider}/${version}`;
    if (changed.has('Tags')) await changeTags(call, arn);
    return DONE;
  },
  async delete(call) {
    return await deleteOnce('ActionTypeNotFoundException', () =>
      call.aws.codepipeline.deleteCustomActionType(idOf(call)),
    );
  },
};

function idOf({ fit, properties }: ResourceCall): DeleteCustomActionTypeCommandInput {
  const { Category = null, Provider = null, Version = null } = properties;
  return fit('codepipeline', 'DeleteCustomActionType', { Category, Provider, Version });
}

async function find(call: ResourceCall): Promise<ActionType | undefined> {
  const wanted = idOf(call);
  let nextToken: string | undefined;
  do {
    const page = await call.aws.codepipeline.listActionTypes({
      actionOwnerFilter: 'Custom',
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const found = page.actionTypes?.find(
      ({ id }) =>
        id?.category === wanted.category && id?.provider === wanted.provider && id?.version === wanted.version,
    );
    if (found) return found;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

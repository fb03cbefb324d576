import type { ListWebhookItem, PutWebhookCommandInput } from '@aws-sdk/client-codepipeline';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce } from '../calls.ts';
import {
  DONE,
  type ExistingCall,
  type Progress,
  type ResourceCall,
  type ResourceType,
  textOf,
} from '../resource-type.ts';

const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName({ longest: 100 });
const isRegistered = ({ RegisterWithThirdParty }: JsonObject) =>
  String(RegisterWithThirdParty).toLowerCase() === 'true';

/**
 * `TargetPipelineVersion` has no place in CodePipeline's API: templates have it so that the webhook comes after the pipeline.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-webhook.html
 */
export const webhook: ResourceType = {
  type: 'AWS::CodePipeline::Webhook',
  properties: {
    ...{ Authentication: 'updates', AuthenticationConfiguration: 'updates', Filters: 'updates' },
    ...{ RegisterWithThirdParty: 'updates', TargetAction: 'updates', TargetPipeline: 'updates' },
    ...{ TargetPipelineVersion: 'updates', Name: 'replaces' },
  },
  required: ['Authentication', 'AuthenticationConfiguration', 'Filters', 'TargetAction', 'TargetPipeline'],
  attributes: ['Url', 'Id'],
  nameProperty: 'Name',
  identify: nameOf,
  async create(call) {
    const name = nameOf(call);
    await put(call, name);
    return registered(call.properties);
  },
  async read(call) {
    const found = await find(call);
    return found && { Url: found.url ?? '', Id: call.physicalId };
  },
  async update(call) {
    await put(call, call.physicalId);
    return registered(call.properties);
  },
  async delete(call) {
    const { aws, physicalId: name } = call;
    return await deleteOnce('WebhookNotFoundException', () => aws.codepipeline.deleteWebhook({ name }));
  },
};

/** Nobody but the owner of a repository can tell its host of an address: the stack's events say so. */
const registered = (properties: JsonObject): Progress =>
  isRegistered(properties)
    ? {
        state: 'done',
        note: 'Not registered: add its Url to the webhooks of the repository, with the secret of this webhook',
      }
    : DONE;

async function put(call: ResourceCall, name: string): Promise<void> {
  const { RegisterWithThirdParty: _, TargetPipelineVersion: __, ...definition } = call.properties;
  const value = { Webhook: { ...definition, Name: name } };
  await call.aws.codepipeline.putWebhook(call.fit<PutWebhookCommandInput>('codepipeline', 'PutWebhook', value));
}

async function find({ aws, physicalId }: ExistingCall): Promise<ListWebhookItem | undefined> {
  let NextToken: string | undefined;
  do {
    const page = await aws.codepipeline.listWebhooks(NextToken === undefined ? {} : { NextToken });
    const found = page.webhooks?.find(({ definition }) => definition?.name === physicalId);
    if (found) return found;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return undefined;
}

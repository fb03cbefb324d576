import type { SetQueueAttributesCommandInput } from '@aws-sdk/client-sqs';
import { unlessGone } from '../calls.ts';
import { jsonText, textsOf } from '../property-values.ts';
import { DONE, type ResourceCall, type ResourceType } from '../resource-type.ts';

const GONE = 'QueueDoesNotExist';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const queuePolicy: ResourceType = {
  type: 'AWS::SQS::QueuePolicy',
  properties: { PolicyDocument: 'updates', Queues: 'updates' },
  required: ['PolicyDocument', 'Queues'],
  attributes: ['Id'],
  async create(call) {
    await write(call);
    return { state: 'done', physicalId: call.newName() };
  },
  async read({ aws, physicalId, properties }) {
    for (const QueueUrl of textsOf(properties.Queues)) {
      const asked = { QueueUrl, AttributeNames: ['Policy' as const] };
      const found = await unlessGone(GONE, () => aws.sqs.getQueueAttributes(asked));
      if (found?.Attributes?.Policy) return { Id: physicalId };
    }
    return undefined;
  },
  async update(call) {
    const wanted = textsOf(call.properties.Queues);
    await write(call);
    for (const url of textsOf(call.previous.Queues)) if (!wanted.includes(url)) await remove(call, url);
    return DONE;
  },
  async delete(call) {
    for (const url of textsOf(call.properties.Queues)) await remove(call, url);
    return DONE;
  },
};

async function write({ aws, fit, properties }: ResourceCall): Promise<void> {
  for (const QueueUrl of textsOf(properties.Queues)) {
    const value = { QueueUrl, Attributes: { Policy: jsonText(properties.PolicyDocument) } };
    await aws.sqs.setQueueAttributes(fit<SetQueueAttributesCommandInput>('sqs', 'SetQueueAttributes', value));
  }
}

const remove = ({ aws }: ResourceCall, QueueUrl: string) =>
  unlessGone(GONE, () => aws.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: '' } }));

import type { CreateQueueCommandInput, SetQueueAttributesCommandInput } from '@aws-sdk/client-sqs';
import { deleteOnce, unlessGone } from '../calls.ts';
import { given, isTrue } from '../property-values.ts';
import { DONE, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';
import { previousTags, removedTags, tagMap, tagsOf } from '../tags.ts';
import { QUEUE_ATTRIBUTES, queueAttributes } from './queue-attributes.ts';

const GONE = 'QueueDoesNotExist';
const FIFO = '.fifo';
const LONGEST_NAME = 80;

function nameOf(call: ResourceCall): string {
  const { FifoQueue, QueueName } = call.properties;
  const suffix = isTrue(FifoQueue) ? FIFO : '';
  return textOf(QueueName) ?? `${call.newName({ longest: LONGEST_NAME - suffix.length })}${suffix}`;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const queue: ResourceType = {
  type: 'AWS::SQS::Queue',
  properties: {
    ...Object.fromEntries(Object.keys(QUEUE_ATTRIBUTES).map((name) => [name, 'updates' as const])),
    ...{ FifoQueue: 'replaces', QueueName: 'replaces', Tags: 'updates' },
  },
  attributes: ['Arn', 'QueueName', 'QueueUrl'],
  nameProperty: 'QueueName',
  async create(call) {
    const QueueName = nameOf(call);
    // Making a queue that is there with the same attributes answers it, whoever has it.
    if (!call.isRetry && (await unlessGone(GONE, () => call.aws.sqs.getQueueUrl({ QueueName }))))
      throw new ResourceFailure(`A queue named ${QueueName} already exists.`);
    const value = { QueueName, Attributes: queueAttributes(call.properties), tags: tagMap(call) };
    const input = call.fit<CreateQueueCommandInput>('sqs', 'CreateQueue', value);
    const { QueueUrl: physicalId = '' } = await call.aws.sqs.createQueue(input);
    return { state: 'done', physicalId };
  },
  async read({ aws, physicalId: QueueUrl }) {
    const found = await unlessGone(GONE, () => aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const Arn = found?.Attributes?.QueueArn;
    return found && given({ Arn, QueueName: Arn?.split(':').at(-1), QueueUrl });
  },
  async update(call) {
    const { aws, changed, physicalId: QueueUrl, previous } = call;
    const after = { ...QUEUE_ATTRIBUTES, ...queueAttributes(call.properties) };
    const Attributes = Object.fromEntries(Object.entries(after).filter(([name]) => changed.has(name)));
    if (Object.keys(Attributes).length > 0) {
      const value = { QueueUrl, Attributes };
      await aws.sqs.setQueueAttributes(call.fit<SetQueueAttributesCommandInput>('sqs', 'SetQueueAttributes', value));
    }
    if (changed.has('Tags')) {
      await aws.sqs.untagQueue({ QueueUrl, TagKeys: removedTags(previousTags(previous), tagsOf(call)) });
      await aws.sqs.tagQueue({ QueueUrl, Tags: tagMap(call) });
    }
    return DONE;
  },
  delete: async ({ aws, physicalId: QueueUrl }) => await deleteOnce(GONE, () => aws.sqs.deleteQueue({ QueueUrl })),
};

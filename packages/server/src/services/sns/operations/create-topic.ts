import type { CreateTopicCommand } from '@aws-sdk/client-sns';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { invalidParameter, notHere, tooManyTags } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { topicArn } from '../rules/arns.ts';
import { findDeliveryPolicyProblem } from '../rules/delivery-policy.ts';
import { sameTags, withTags } from '../rules/tags.ts';
import { findTopicAttributeProblem, isFifoName, isTopicName } from '../rules/topic.ts';
import { findTopic, insertTopic, type Topic } from '../store/topics.ts';

/** Making a topic that is there answers its ARN, unless it was made differently. */
export const createTopic = operation<CreateTopicCommand, Parts>('CreateTopic', async (input, parts) => {
  if (isFifoName(input.Name) || input.Attributes?.FifoTopic?.toLowerCase() === 'true') throw notHere('A FIFO topic');
  if (input.DataProtectionPolicy) throw notHere('A data protection policy');
  if (!isTopicName(input.Name)) throw invalidParameter('Topic Name');
  const topic = newTopic(input);
  if (!(await insertTopic(parts.database, topic))) await checkSame(parts, topic, input);
  return { TopicArn: topicArn(parts, input.Name) };
});

function newTopic(input: InputOf<CreateTopicCommand>): Topic {
  const { FifoTopic: _, ...attributes } = input.Attributes ?? {};
  for (const [name, value] of Object.entries(attributes)) {
    const problem =
      findTopicAttributeProblem(name, value) ??
      (name === 'DeliveryPolicy' && value ? findDeliveryPolicyProblem(value) : undefined);
    if (problem) throw invalidParameter(`Attributes Reason: ${problem}`);
  }
  const tags = withTags([], input.Tags ?? []);
  if (!tags) throw tooManyTags();
  return { name: input.Name, attributes, tags };
}

async function checkSame(parts: Parts, topic: Topic, input: InputOf<CreateTopicCommand>): Promise<void> {
  const present = await findTopic(parts.database, topic.name);
  if (!present) return;
  const differs = Object.entries(topic.attributes).some(([name, value]) => present.attributes[name] !== value);
  if (differs) throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  if (input.Tags && !sameTags(present.tags, topic.tags)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags');
  }
}

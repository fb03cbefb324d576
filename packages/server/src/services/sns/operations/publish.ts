import type { PublishCommand } from '@aws-sdk/client-sns';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { invalidParameter, notHere } from '../errors.ts';
import { existingTopic, topicNameOf } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { newMessage, publishMessage } from '../publish-message.ts';

export const publish = operation<PublishCommand, Parts>('Publish', async (input, parts) => {
  const arn = checkedTarget(input);
  const message = newMessage(parts, topicNameOf(parts, arn), input);
  await parts.database.transaction(async (tx) => {
    const topic = await existingTopic(parts, arn, tx);
    await publishMessage(tx, parts, topic.name, message);
  });
  return { MessageId: message.id };
});

/** The topic's ARN, under either of its two names. */
function checkedTarget(input: InputOf<PublishCommand>): string {
  if (input.PhoneNumber !== undefined) throw notHere('Publishing to a phone number');
  const arn = input.TopicArn ?? input.TargetArn;
  if (!arn) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  if (input.MessageGroupId !== undefined || input.MessageDeduplicationId !== undefined) {
    throw invalidParameter(
      'MessageGroupId Reason: The request includes MessageGroupId parameter that is not valid for this topic type',
    );
  }
  return arn;
}

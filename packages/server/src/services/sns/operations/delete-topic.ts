import type { DeleteTopicCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { topicNameOf } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { deleteSubscriptionsOf } from '../store/subscriptions.ts';
import { deleteTopicRow, lockTopic } from '../store/topics.ts';

/** With its subscriptions; the file of its messages stays. Deleting a topic that is not there succeeds. */
export const deleteTopic = operation<DeleteTopicCommand, Parts>('DeleteTopic', async (input, parts) => {
  const name = topicNameOf(parts, input.TopicArn);
  await parts.database.transaction(async (tx) => {
    if (!(await lockTopic(tx, name))) return;
    await deleteSubscriptionsOf(tx, name);
    await deleteTopicRow(tx, name);
  });
});

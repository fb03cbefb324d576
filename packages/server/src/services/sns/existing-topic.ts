import type { Db } from '../../database/database.ts';
import { invalidParameter, topicNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { looksLikeArn, readTopicName } from './rules/arns.ts';
import { findTopic, lockTopic, saveTopic, type Topic } from './store/topics.ts';

/** The name in a topic's ARN; a topic of another account or region is not there. */
export function topicNameOf(parts: Parts, arn: string): string {
  if (!looksLikeArn(arn)) {
    throw invalidParameter(`TopicArn Reason: An ARN must have at least 6 elements, not ${arn.split(':').length}`);
  }
  const name = readTopicName(parts, arn);
  if (name === undefined) throw topicNotFound();
  return name;
}

/** The topic, or AWS's refusal. */
export async function existingTopic(parts: Parts, arn: string, db: Db = parts.database): Promise<Topic> {
  const topic = await findTopic(db, topicNameOf(parts, arn));
  if (!topic) throw topicNotFound();
  return topic;
}

/** Replaces a topic by what `change` makes of it. */
export function changeTopic(parts: Parts, name: string, change: (topic: Topic) => Topic): Promise<void> {
  return parts.database.transaction(async (tx) => {
    const topic = await lockTopic(tx, name);
    if (!topic) throw topicNotFound();
    await saveTopic(tx, change(topic));
  });
}

import type { UntagResourceCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { resourceNotFound } from '../errors.ts';
import { changeTopic } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { readTopicName } from '../rules/arns.ts';
import { withoutTags } from '../rules/tags.ts';
import { findTopic } from '../store/topics.ts';

export const untagResource = operation<UntagResourceCommand, Parts>('UntagResource', async (input, parts) => {
  const name = readTopicName(parts, input.ResourceArn);
  if (name === undefined || !(await findTopic(parts.database, name))) throw resourceNotFound();
  await changeTopic(parts, name, (topic) => ({ ...topic, tags: withoutTags(topic.tags, input.TagKeys) }));
  return {};
});

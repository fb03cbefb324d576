import type { TagResourceCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { resourceNotFound, tooManyTags } from '../errors.ts';
import { changeTopic } from '../existing-topic.ts';
import type { Parts } from '../parts.ts';
import { readTopicName } from '../rules/arns.ts';
import { withTags } from '../rules/tags.ts';
import { findTopic } from '../store/topics.ts';

export const tagResource = operation<TagResourceCommand, Parts>('TagResource', async (input, parts) => {
  const name = readTopicName(parts, input.ResourceArn);
  if (name === undefined || !(await findTopic(parts.database, name))) throw resourceNotFound();
  await changeTopic(parts, name, (topic) => {
    const tags = withTags(topic.tags, input.Tags);
    if (!tags) throw tooManyTags();
    return { ...topic, tags };
  });
  return {};
});

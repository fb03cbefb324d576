import type { ListTagsForResourceCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { resourceNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readTopicName } from '../rules/arns.ts';
import { findTopic } from '../store/topics.ts';

export const listTagsForResource = operation<ListTagsForResourceCommand, Parts>(
  'ListTagsForResource',
  async (input, parts) => {
    const name = readTopicName(parts, input.ResourceArn);
    const topic = name === undefined ? undefined : await findTopic(parts.database, name);
    if (!topic) throw resourceNotFound();
    return { Tags: [...topic.tags] };
  },
);

import type { ListTopicsCommand } from '@aws-sdk/client-sns';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidParameter } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { topicArn } from '../rules/arns.ts';
import { listTopicNames } from '../store/topics.ts';

/** No request may ask for another size. */
const PAGE_SIZE = 100;

export const listTopics = operation<ListTopicsCommand, Parts>('ListTopics', async (input, parts) => {
  const after = input.NextToken === undefined ? '' : readPageToken<string>('ListTopics', input.NextToken);
  if (after === undefined) throw invalidParameter('NextToken');
  const names = await listTopicNames(parts.database, after, PAGE_SIZE + 1);
  const { rows, nextToken } = cutPage(names, PAGE_SIZE, 'ListTopics', (name) => name);
  const Topics = rows.map((name) => ({ TopicArn: topicArn(parts, name) }));
  return { Topics, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
});

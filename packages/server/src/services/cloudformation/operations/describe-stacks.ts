import type { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { describeStack } from '../describe-stack.ts';
import { validation } from '../errors.ts';
import { existingStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { listStacks } from '../store/stacks.ts';

const LISTING = 'DescribeStacks';
const MOST = 100;

/** One stack by name or ARN, of which the ARN finds deleted ones too; or all that are there. */
export const describeStacks = operation<DescribeStacksCommand, Parts>('DescribeStacks', async (input, parts) => {
  const { database } = parts;
  if (input.StackName) {
    const stack = await existingStack(database, input.StackName);
    return { Stacks: [await describeStack(database, parts, stack)] };
  }
  const before = input.NextToken ? readPageToken<string>(LISTING, input.NextToken) : undefined;
  if (input.NextToken && before === undefined) throw validation('NextToken is invalid');
  const found = await listStacks(database, { isLive: true, before, limit: MOST + 1 });
  const { rows, nextToken } = cutPage(found, MOST, LISTING, ({ order }) => order);
  const Stacks = [];
  for (const { stack } of rows) Stacks.push(await describeStack(database, parts, stack));
  return { Stacks, ...(nextToken ? { NextToken: nextToken } : {}) };
});

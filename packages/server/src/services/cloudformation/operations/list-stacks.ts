import type { ListStacksCommand, StackSummary } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { listStacks as list, type Stack, statusOf } from '../store/stacks.ts';

const MOST = 100;

/** Newest first, deleted ones included. */
export const listStacks = operation<ListStacksCommand, Parts>('ListStacks', async (input, { database }) => {
  const statuses = input.StackStatusFilter ?? [];
  const listing = `ListStacks ${statuses.join()}`;
  const before = input.NextToken ? readPageToken<string>(listing, input.NextToken) : undefined;
  if (input.NextToken && before === undefined) throw validation('NextToken is invalid');
  const found = await list(database, { statuses, before, limit: MOST + 1 });
  const { rows, nextToken } = cutPage(found, MOST, listing, ({ order }) => order);
  return { StackSummaries: rows.map(({ stack }) => summaryOf(stack)), ...(nextToken ? { NextToken: nextToken } : {}) };
});

function summaryOf(stack: Stack): StackSummary {
  const { id, name, document } = stack;
  return {
    ...{
      StackId: id,
      StackName: name,
      CreationTime: new Date(document.createdAt),
      StackStatus: statusOf(stack) as StackSummary['StackStatus'],
    },
    ...(document.facts.description === undefined ? {} : { TemplateDescription: document.facts.description }),
    ...(document.updatedAt === undefined ? {} : { LastUpdatedTime: new Date(document.updatedAt) }),
    ...(document.deletedAt === undefined ? {} : { DeletionTime: new Date(document.deletedAt) }),
    ...(document.statusReason === undefined ? {} : { StackStatusReason: document.statusReason }),
    ...(document.parent === undefined ? {} : { ParentId: document.parent }),
    ...(document.rootId === undefined ? {} : { RootId: document.rootId }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

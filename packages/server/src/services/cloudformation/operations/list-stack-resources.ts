import type { ListStackResourcesCommand, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { namedStack } from '../find.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listResources } from '../store/resources.ts';

export const listStackResources = operation<ListStackResourcesCommand, Parts>(
  'ListStackResources',
  async ({ StackName, NextToken }, { database }) => {
    const stack = await namedStack(database, StackName);
    const all = await listResources(database, stack.id);
    const list = { listing: `ListStackResources ${stack.id}`, keyOf: (row: (typeof all)[number]) => row.logicalId };
    const { rows, nextToken } = listPage(all, { NextToken }, list);
    const StackResourceSummaries = rows.map((row) => ({
      ...{ LogicalResourceId: row.logicalId, PhysicalResourceId: row.physicalId, ResourceType: row.type },
      ...{
        LastUpdatedTimestamp: new Date(row.updatedAt),
        ResourceStatus: row.status as StackResourceSummary['ResourceStatus'],
      },
      ...(row.reason === undefined ? {} : { ResourceStatusReason: row.reason }),
      DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' as const },
    }));
    return { StackResourceSummaries, ...(nextToken ? { NextToken: nextToken } : {}) };
  },
);

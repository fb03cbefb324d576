import type { DescribeStackResourcesCommand, StackResource } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { stackMissing, validation } from '../errors.ts';
import { namedStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { findByPhysicalId, listResources, type ResourceRow } from '../store/resources.ts';
import type { Stack } from '../store/stacks.ts';

/** The resources of a stack, or of the stack that has made a resource. */
export const describeStackResources = operation<DescribeStackResourcesCommand, Parts>(
  'DescribeStackResources',
  async ({ StackName, PhysicalResourceId, LogicalResourceId }, { database }) => {
    if (StackName === undefined && PhysicalResourceId === undefined)
      throw validation('Either StackName or PhysicalResourceId must be specified');
    const owner = StackName ?? (await findByPhysicalId(database, PhysicalResourceId ?? ''))?.stack;
    if (owner === undefined) throw stackMissing(PhysicalResourceId ?? '');
    const stack = await namedStack(database, owner);
    const rows = (await listResources(database, stack.id)).filter(
      ({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId,
    );
    return { StackResources: rows.map((row) => describeResource(stack, row)) };
  },
);

function describeResource(stack: Stack, row: ResourceRow): StackResource {
  return {
    ...{
      StackId: stack.id,
      StackName: stack.name,
      LogicalResourceId: row.logicalId,
      PhysicalResourceId: row.physicalId,
    },
    ...{
      ResourceType: row.type,
      Timestamp: new Date(row.updatedAt),
      ResourceStatus: row.status as StackResource['ResourceStatus'],
    },
    ...(row.reason === undefined ? {} : { ResourceStatusReason: row.reason }),
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

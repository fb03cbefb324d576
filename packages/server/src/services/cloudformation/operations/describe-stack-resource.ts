import type { DescribeStackResourceCommand, StackResourceDetail } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { namedStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { listResources } from '../store/resources.ts';

export const describeStackResource = operation<DescribeStackResourceCommand, Parts>(
  'DescribeStackResource',
  async ({ StackName, LogicalResourceId }, { database }) => {
    const stack = await namedStack(database, StackName);
    const row = (await listResources(database, stack.id)).find(({ logicalId }) => logicalId === LogicalResourceId);
    if (!row) throw validation(`Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
    return {
      StackResourceDetail: {
        ...{ StackId: stack.id, StackName: stack.name, LogicalResourceId, PhysicalResourceId: row.physicalId },
        ...{ ResourceType: row.type, LastUpdatedTimestamp: new Date(row.updatedAt), Metadata: '{}' },
        ResourceStatus: row.status as StackResourceDetail['ResourceStatus'],
        ...(row.reason === undefined ? {} : { ResourceStatusReason: row.reason }),
        DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
      },
    };
  },
);

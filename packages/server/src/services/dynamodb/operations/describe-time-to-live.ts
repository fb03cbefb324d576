import type { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { existingTable } from '../existing-table.ts';
import type { Parts } from '../parts.ts';

export const describeTimeToLive = operation<DescribeTimeToLiveCommand, Parts>(
  'DescribeTimeToLive',
  async ({ TableName }, { database }) => {
    const { ttl } = await existingTable(database, TableName);
    const TimeToLiveStatus = ttl === undefined ? 'DISABLED' : 'ENABLED';
    return { TimeToLiveDescription: { TimeToLiveStatus, ...(ttl === undefined ? {} : { AttributeName: ttl }) } };
  },
);

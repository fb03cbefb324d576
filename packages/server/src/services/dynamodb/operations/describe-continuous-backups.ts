import type { DescribeContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { existingTable } from '../existing-table.ts';
import type { Parts } from '../parts.ts';

/** There are no backups; tools that look after tables ask. */
export const describeContinuousBackups = operation<DescribeContinuousBackupsCommand, Parts>(
  'DescribeContinuousBackups',
  async ({ TableName }, { database }) => {
    await existingTable(database, TableName);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'DISABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    };
  },
);

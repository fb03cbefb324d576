import type { DeleteRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { findExistingGroup } from '../find-group.ts';
import { changeGroup } from '../store.ts';

export const deleteRetentionPolicy = operation<DeleteRetentionPolicyCommand, ServiceContext>(
  'DeleteRetentionPolicy',
  async (input, { database }) => {
    await database.transaction(async (tx) => {
      await findExistingGroup(tx, input.logGroupName);
      await changeGroup(tx, input.logGroupName, { retentionDays: null });
    });
  },
);

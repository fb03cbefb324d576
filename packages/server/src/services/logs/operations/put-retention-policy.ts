import type { PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { invalidRetention } from '../errors.ts';
import { findExistingGroup } from '../find-group.ts';
import { changeGroup } from '../store.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const putRetentionPolicy = operation<PutRetentionPolicyCommand, ServiceContext>(
  'PutRetentionPolicy',
  async (input, { database }) => {
    if (!RETENTIONS.includes(input.retentionInDays)) throw invalidRetention(input.retentionInDays);
    await database.transaction(async (tx) => {
      await findExistingGroup(tx, input.logGroupName);
      await changeGroup(tx, input.logGroupName, { retentionDays: input.retentionInDays });
    });
  },
);

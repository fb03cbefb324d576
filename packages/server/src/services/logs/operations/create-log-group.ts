import type { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { groupExists, invalid } from '../errors.ts';
import { insertGroup } from '../store.ts';

export const createLogGroup = operation<CreateLogGroupCommand, ServiceContext>(
  'CreateLogGroup',
  async (input, { database, clock }) => {
    if (input.deletionProtectionEnabled) throw invalid('Deletion protection is not implemented by Codeyard yet.');
    const made = await insertGroup(database, {
      name: input.logGroupName,
      createdAt: clock.now(),
      logClass: input.logGroupClass ?? 'STANDARD',
      tags: input.tags ?? {},
      ...(input.kmsKeyId === undefined ? {} : { kmsKey: input.kmsKeyId }),
    });
    if (!made) throw groupExists();
  },
);

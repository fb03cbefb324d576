import type { CreateLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { groupNotFound, streamExists } from '../errors.ts';
import { findGroup, insertStream } from '../store.ts';

export const createLogStream = operation<CreateLogStreamCommand, ServiceContext>(
  'CreateLogStream',
  async ({ logGroupName, logStreamName }, { database, clock, ids }) => {
    await database.transaction(async (tx) => {
      if (!(await findGroup(tx, logGroupName))) throw groupNotFound();
      const stream = { id: ids.uuid(), groupName: logGroupName, name: logStreamName, createdAt: clock.now() };
      if (!(await insertStream(tx, stream))) throw streamExists();
    });
  },
);

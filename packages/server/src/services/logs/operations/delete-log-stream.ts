import type { DeleteLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { deleteEvents } from '../../../logs-store/store.ts';
import { streamNotFound } from '../errors.ts';
import { findExistingGroup } from '../find-group.ts';
import { deleteStream, findStream } from '../store.ts';

export const deleteLogStream = operation<DeleteLogStreamCommand, ServiceContext>(
  'DeleteLogStream',
  async ({ logGroupName, logStreamName }, { database }) => {
    await database.transaction(async (tx) => {
      await findExistingGroup(tx, logGroupName);
      const stream = await findStream(tx, logGroupName, logStreamName);
      if (!stream) throw streamNotFound();
      await deleteStream(tx, stream.id);
      await deleteEvents(tx, stream.id);
    });
  },
);

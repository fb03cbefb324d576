import type { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { groupNotFound } from '../errors.ts';
import { deleteGroup } from '../store.ts';
import { DELETE_STREAMS } from '../workers/delete-streams.ts';

/** The group is gone at once; its streams follow in the background. */
export const deleteLogGroup = operation<DeleteLogGroupCommand, ServiceContext>(
  'DeleteLogGroup',
  async ({ logGroupName }, { database, queue, clock }) => {
    await database.transaction(async (tx) => {
      if (!(await deleteGroup(tx, logGroupName))) throw groupNotFound();
      await queue.enqueue(tx, { kind: DELETE_STREAMS, payload: { groupName: logGroupName, before: clock.now() } });
    });
  },
);

import type { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { groupNotFound } from '../errors.ts';
import { deleteGroup, deleteStreamsOf } from '../store.ts';
import { DELETE_EVENTS } from '../workers/delete-events.ts';

const AT_ONCE = 500;

/** The group and its streams are gone at once; their events follow in the background. */
export const deleteLogGroup = operation<DeleteLogGroupCommand, ServiceContext>(
  'DeleteLogGroup',
  async ({ logGroupName }, { database, queue }) => {
    await database.transaction(async (tx) => {
      if (!(await deleteGroup(tx, logGroupName))) throw groupNotFound();
      const ids = await deleteStreamsOf(tx, logGroupName);
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        await queue.enqueue(tx, { kind: DELETE_EVENTS, payload: ids.slice(from, from + AT_ONCE) });
      }
    });
  },
);

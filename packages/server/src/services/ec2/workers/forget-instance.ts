import type { Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { deleteInstanceRow, findInstance } from '../store/instances.ts';
import { spotRequests } from '../store/spot-requests.ts';
import { deleteTags } from '../store/tags.ts';

/** Instances that were terminated an hour ago are described no more. */
export const forgetWorker = ({ database }: Parts): Worker<string> => ({
  kind: 'ec2.forget',
  async handle(id) {
    await database.transaction(async (tx) => {
      const instance = await findInstance(tx, id);
      if (instance?.state !== 'terminated') return;
      await deleteInstanceRow(tx, id);
      await deleteTags(tx, id);
      if (instance.spotRequestId) await spotRequests.remove(tx, instance.spotRequestId);
    });
  },
});

import type { ServiceContext } from '../../../gateway/service.ts';
import type { Worker } from '../../../work-queue/work-queue.ts';
import { deleteSecretRows, findSecret } from '../store.ts';

export const DELETE_SECRET = 'secretsmanager.delete-secret';

/** Deletes a secret for good once its recovery window is over. */
export function deleteSecretWhenDue({ database, clock }: ServiceContext): Worker<string> {
  return {
    kind: DELETE_SECRET,
    async handle(arn) {
      await database.transaction(async (tx) => {
        const secret = await findSecret(tx, arn);
        if (secret?.deletionAt !== undefined && secret.deletionAt <= clock.now()) await deleteSecretRows(tx, arn);
      });
    },
  };
}

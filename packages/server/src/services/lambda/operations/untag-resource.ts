import type { UntagResourceCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { saveFunction } from '../store/functions.ts';

export const untagResource = operation<UntagResourceCommand, Parts>(
  'UntagResource',
  async ({ Resource, TagKeys }, parts) => {
    const { name } = referenceOf(Resource);
    await parts.database.transaction(async (tx) => {
      const record = await lockExisting(tx, parts, { name });
      const left = Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key));
      await saveFunction(tx, { ...record, tags: Object.fromEntries(left) });
    });
  },
);

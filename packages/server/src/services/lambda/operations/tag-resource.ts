import type { TagResourceCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { saveFunction } from '../store/functions.ts';

export const tagResource = operation<TagResourceCommand, Parts>('TagResource', async ({ Resource, Tags }, parts) => {
  const { name } = referenceOf(Resource);
  await parts.database.transaction(async (tx) => {
    const record = await lockExisting(tx, parts, { name });
    await saveFunction(tx, { ...record, tags: { ...record.tags, ...Tags } });
  });
});

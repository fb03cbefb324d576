import type { UntagResourceCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { existingTable } from '../existing-table.ts';
import type { Parts } from '../parts.ts';
import { saveTable } from '../store/tables.ts';

export const untagResource = operation<UntagResourceCommand, Parts>(
  'UntagResource',
  async ({ ResourceArn, TagKeys }, { database }) => {
    await database.transaction(async (tx) => {
      const table = await existingTable(tx, ResourceArn);
      const kept = Object.entries(table.tags).filter(([key]) => !TagKeys.includes(key));
      await saveTable(tx, { ...table, tags: Object.fromEntries(kept) });
    });
    return {};
  },
);

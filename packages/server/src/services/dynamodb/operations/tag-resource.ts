import type { TagResourceCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { existingTable } from '../existing-table.ts';
import type { Parts } from '../parts.ts';
import { saveTable } from '../store/tables.ts';

export const tagResource = operation<TagResourceCommand, Parts>(
  'TagResource',
  async ({ ResourceArn, Tags }, { database }) => {
    const added = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
    await database.transaction(async (tx) => {
      const table = await existingTable(tx, ResourceArn);
      await saveTable(tx, { ...table, tags: { ...table.tags, ...added } });
    });
    return {};
  },
);

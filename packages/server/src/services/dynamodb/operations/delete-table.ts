import type { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { describeTable, tableArn } from '../describe-table.ts';
import { tableNotFound, tableProtected } from '../errors.ts';
import { tableName } from '../existing-table.ts';
import type { Parts } from '../parts.ts';
import { deleteItems } from '../store/items.ts';
import { deleteTableRow, findTable } from '../store/tables.ts';

export const deleteTable = operation<DeleteTableCommand, Parts>('DeleteTable', async ({ TableName }, parts) => {
  const name = tableName(TableName);
  const table = await findTable(parts.database, name);
  if (!table) throw tableNotFound(name);
  if (table.isProtected) throw tableProtected(tableArn(parts, name));
  const TableDescription = await describeTable(parts, table, 'DELETING');
  await parts.database.transaction(async (tx) => {
    await deleteTableRow(tx, name);
    await deleteItems(tx, name);
  });
  return { TableDescription };
});

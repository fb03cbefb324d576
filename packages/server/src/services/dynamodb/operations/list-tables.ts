import type { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { listTableNames } from '../store/tables.ts';

const PAGE = 100;

export const listTables = operation<ListTablesCommand, Parts>('ListTables', async (input, { database }) => {
  const limit = input.Limit ?? PAGE;
  const names = await listTableNames(database, input.ExclusiveStartTableName, limit + 1);
  const TableNames = names.slice(0, limit);
  const LastEvaluatedTableName = names.length > limit ? TableNames.at(-1) : undefined;
  return { TableNames, ...(LastEvaluatedTableName ? { LastEvaluatedTableName } : {}) };
});

import type { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { operation } from '../../../gateway/operation.ts';
import { describeTable as describe } from '../describe-table.ts';
import { tableNotFound } from '../errors.ts';
import { tableName } from '../existing-table.ts';
import type { Parts } from '../parts.ts';
import { findTable } from '../store/tables.ts';

export const describeTable = operation<DescribeTableCommand, Parts>('DescribeTable', async ({ TableName }, parts) => {
  const name = tableName(TableName);
  const table = await findTable(parts.database, name);
  if (!table) throw tableNotFound(name);
  return { Table: await describe(parts, table) };
});

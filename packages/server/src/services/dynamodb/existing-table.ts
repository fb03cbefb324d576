import type { Db } from '../../database/database.ts';
import { parseArn } from '../../platform/arn.ts';
import { indexNotFound, resourceNotFound } from './errors.ts';
import type { Index, Table } from './rules/table.ts';
import { findTable } from './store/tables.ts';

/** Requests may name a table by its ARN. */
export const tableName = (text: string) => parseArn(text)?.resource.replace(/^table\//, '') ?? text;

export async function existingTable(db: Db, text: string): Promise<Table> {
  const table = await findTable(db, tableName(text));
  if (!table) throw resourceNotFound();
  return table;
}

export function existingIndex(table: Table, name: string | undefined): Index | undefined {
  if (name === undefined) return undefined;
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (!index) throw indexNotFound(name);
  return index;
}

import type { Db } from '../../../database/database.ts';
import { type CustomType, typeKey } from '../rules/custom-type.ts';

interface Row {
  id: string;
  document: string;
  deleted: number;
}

interface Tables {
  codepipeline_custom_types: Row;
}

/** Kept after it was deleted: the id is never free for another definition. */
export interface StoredType {
  readonly type: CustomType;
  readonly deleted: boolean;
}

const typeOf = (row: Row): StoredType => ({ type: JSON.parse(row.document) as CustomType, deleted: row.deleted === 1 });

export async function saveCustomType(tx: Db, type: CustomType): Promise<void> {
  const row: Row = { id: typeKey(type), document: JSON.stringify(type), deleted: 0 };
  await tx
    .tables<Tables>()
    .insertInto('codepipeline_custom_types')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ document: row.document, deleted: 0 }))
    .execute();
}

export async function findCustomType(db: Db, key: string): Promise<StoredType | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codepipeline_custom_types')
    .selectAll()
    .where('id', '=', key)
    .executeTakeFirst();
  return row && typeOf(row);
}

/** Those that are not deleted, by their key. */
export async function listCustomTypes(db: Db): Promise<CustomType[]> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('codepipeline_custom_types')
    .selectAll()
    .where('deleted', '=', 0)
    .orderBy('id')
    .execute();
  return rows.map((row) => typeOf(row).type);
}

export async function markTypeDeleted(tx: Db, key: string): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('codepipeline_custom_types')
    .set({ deleted: 1 })
    .where('id', '=', key)
    .execute();
}

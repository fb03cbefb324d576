import type { Db } from '../../../database/database.ts';

export interface Export {
  readonly name: string;
  /** ARN of the stack that exports it. */
  readonly stack: string;
  readonly value: string;
}

interface Tables {
  cloudformation_exports: { name: string; stack: string; value: string };
  cloudformation_imports: { name: string; stack: string; turn: number };
}

const tables = (db: Db) => db.tables<Tables>();

export async function listExports(db: Db): Promise<Export[]> {
  return await tables(db).selectFrom('cloudformation_exports').selectAll().orderBy('name').execute();
}

/** What a stack exports from now on. */
export async function saveExports(tx: Db, stack: string, exports: readonly Omit<Export, 'stack'>[]): Promise<void> {
  await tables(tx).deleteFrom('cloudformation_exports').where('stack', '=', stack).execute();
  const rows = exports.map(({ name, value }) => ({ name, stack, value }));
  if (rows.length > 0) await tables(tx).insertInto('cloudformation_exports').values(rows).execute();
}

/** ARNs of the stacks that import it. */
export async function listImporters(db: Db, name: string): Promise<string[]> {
  const query = tables(db).selectFrom('cloudformation_imports').select('stack').where('name', '=', name);
  return (await query.orderBy('stack').execute()).map(({ stack }) => stack);
}

export async function noteImports(
  tx: Db,
  { stack, turn, names }: { stack: string; turn: number; names: Iterable<string> },
): Promise<void> {
  for (const name of names) {
    await tables(tx)
      .insertInto('cloudformation_imports')
      .values({ name, stack, turn })
      .onConflict((conflict) => conflict.columns(['name', 'stack']).doUpdateSet({ turn }))
      .execute();
  }
}

/** Imports that the stack's last operation made no use of. */
export async function forgetImports(tx: Db, stack: string, turn: number): Promise<void> {
  await tables(tx).deleteFrom('cloudformation_imports').where('stack', '=', stack).where('turn', '<', turn).execute();
}

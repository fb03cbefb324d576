import type { ActionTypeDeclaration } from '@aws-sdk/client-codepipeline';
import type { Db } from '../../../database/database.ts';

interface Tables {
  codepipeline_integrations: { id: string; document: string };
}

/** How the owner of a third party's action type declared it last. */
export async function findIntegration(db: Db, id: string): Promise<ActionTypeDeclaration | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('codepipeline_integrations')
    .select('document')
    .where('id', '=', id)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as ActionTypeDeclaration);
}

export async function saveIntegration(tx: Db, id: string, declaration: object): Promise<void> {
  const row = { id, document: JSON.stringify(declaration) };
  await tx
    .tables<Tables>()
    .insertInto('codepipeline_integrations')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ document: row.document }))
    .execute();
}

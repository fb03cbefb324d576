import type { FunctionEventInvokeConfig } from '@aws-sdk/client-lambda';
import type { Db } from '../../../database/database.ts';

/** Who may call a function: recorded, and checked by nobody. */
export interface Policy {
  readonly revisionId: string;
  readonly statements: readonly { readonly Sid: string; readonly [member: string]: unknown }[];
}

/** What becomes of events that a function was invoked for. */
export type InvokeConfig = Pick<
  FunctionEventInvokeConfig,
  'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | 'DestinationConfig'
> & { readonly modifiedAt: number };

interface Documents {
  policy: Policy;
  'invoke-config': InvokeConfig;
}

interface Tables {
  lambda_settings: { name: string; qualifier: string; kind: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();

export async function findSetting<Kind extends keyof Documents>(
  db: Db,
  kind: Kind,
  name: string,
  qualifier: string,
): Promise<Documents[Kind] | undefined> {
  const query = tables(db).selectFrom('lambda_settings').select('document').where('name', '=', name);
  const row = await query.where('qualifier', '=', qualifier).where('kind', '=', kind).executeTakeFirst();
  return row && (JSON.parse(row.document) as Documents[Kind]);
}

export async function saveSetting<Kind extends keyof Documents>(
  tx: Db,
  kind: Kind,
  { name, qualifier }: { name: string; qualifier: string },
  setting: Documents[Kind],
): Promise<void> {
  const document = JSON.stringify(setting);
  await tables(tx)
    .insertInto('lambda_settings')
    .values({ name, qualifier, kind, document })
    .onConflict((conflict) => conflict.columns(['name', 'kind', 'qualifier']).doUpdateSet({ document }))
    .execute();
}

export async function listSettings<Kind extends keyof Documents>(
  db: Db,
  kind: Kind,
  name: string,
): Promise<{ qualifier: string; setting: Documents[Kind] }[]> {
  const query = tables(db).selectFrom('lambda_settings').selectAll().where('name', '=', name).where('kind', '=', kind);
  const rows = await query.orderBy('qualifier').execute();
  return rows.map(({ qualifier, document }) => ({ qualifier, setting: JSON.parse(document) as Documents[Kind] }));
}

/** One setting, or, without a kind, all of a function. */
export async function deleteSettings(
  tx: Db,
  name: string,
  one?: { kind: keyof Documents; qualifier: string },
): Promise<boolean> {
  let query = tables(tx).deleteFrom('lambda_settings').where('name', '=', name);
  if (one) query = query.where('kind', '=', one.kind).where('qualifier', '=', one.qualifier);
  return Number((await query.executeTakeFirst()).numDeletedRows) > 0;
}

import type { Db } from '../../../database/database.ts';

interface Tables {
  codebuild_resource_policies: { arn: string; policy: string };
}

const policies = (db: Db) => db.tables<Tables>();

export async function saveResourcePolicy(db: Db, arn: string, policy: string): Promise<void> {
  await policies(db)
    .insertInto('codebuild_resource_policies')
    .values({ arn, policy })
    .onConflict((conflict) => conflict.column('arn').doUpdateSet({ policy }))
    .execute();
}

export async function findResourcePolicy(db: Db, arn: string): Promise<string | undefined> {
  const query = policies(db).selectFrom('codebuild_resource_policies').select('policy');
  return (await query.where('arn', '=', arn).executeTakeFirst())?.policy;
}

export async function deleteResourcePolicyRow(db: Db, arn: string): Promise<void> {
  await policies(db).deleteFrom('codebuild_resource_policies').where('arn', '=', arn).execute();
}

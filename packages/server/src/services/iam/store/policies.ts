import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { Tag } from '../rules/tags.ts';
import { type ListPart, startingWith } from './list-part.ts';

export interface Policy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  /** One of AWS's own: known by its ARN alone, since it was first attached. */
  readonly awsManaged: boolean;
  readonly description: string | undefined;
  readonly defaultVersion: number;
  readonly lastVersion: number;
  readonly tags: readonly Tag[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A policy with how often it is used. */
export interface UsedPolicy extends Policy {
  readonly attachments: number;
  readonly boundaries: number;
}

interface PolicyTable {
  arn: string;
  name_key: string;
  name: string;
  path: string;
  id: string;
  aws_managed: number;
  description: string | null;
  default_version: number;
  last_version: number;
  tags: string;
  created_at: number;
  updated_at: number;
}

interface Tables {
  iam_policies: PolicyTable;
}

const policies = (db: Db) => db.tables<Tables>();

/** AWS's names and those of the account do not collide. */
const toRow = (policy: Policy): PolicyTable => ({
  arn: policy.arn,
  name_key: policy.awsManaged ? policy.arn : policy.name.toLowerCase(),
  name: policy.name,
  path: policy.path,
  id: policy.id,
  aws_managed: policy.awsManaged ? 1 : 0,
  description: policy.description ?? null,
  default_version: policy.defaultVersion,
  last_version: policy.lastVersion,
  tags: JSON.stringify(policy.tags),
  created_at: policy.createdAt,
  updated_at: policy.updatedAt,
});

const toPolicy = (row: PolicyTable): Policy => ({
  arn: row.arn,
  name: row.name,
  path: row.path,
  id: row.id,
  awsManaged: row.aws_managed === 1,
  description: row.description ?? undefined,
  defaultVersion: row.default_version,
  lastVersion: row.last_version,
  tags: JSON.parse(row.tags) as Tag[],
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** False when the name, or the ARN, is taken. */
export async function insertPolicy(db: Db, policy: Policy): Promise<boolean> {
  const result = await policies(db)
    .insertInto('iam_policies')
    .values(toRow(policy))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function savePolicy(db: Db, policy: Policy): Promise<void> {
  await policies(db).updateTable('iam_policies').set(toRow(policy)).where('arn', '=', policy.arn).execute();
}

export async function deletePolicyRow(db: Db, arn: string): Promise<void> {
  await policies(db).deleteFrom('iam_policies').where('arn', '=', arn).execute();
}

/** Kept from others until the transaction ends. */
export async function lockPolicy(tx: Db, arn: string): Promise<Policy | undefined> {
  const query = policies(tx).selectFrom('iam_policies').selectAll().where('arn', '=', arn);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toPolicy(row);
}

const attachments = sql<number>`(select count(*) from iam_role_attachments a where a.policy = iam_policies.arn)`;
const boundaries = sql<number>`(select count(*) from iam_roles r where r.boundary = iam_policies.arn)`;

const withUse = (db: Db) =>
  policies(db)
    .selectFrom('iam_policies')
    .selectAll()
    .select([attachments.as('attachments'), boundaries.as('boundaries')]);

const toUsedPolicy = (row: PolicyTable & { attachments: number; boundaries: number }): UsedPolicy => ({
  ...toPolicy(row),
  attachments: Number(row.attachments),
  boundaries: Number(row.boundaries),
});

export async function findPolicy(db: Db, arn: string): Promise<UsedPolicy | undefined> {
  const row = await withUse(db).where('arn', '=', arn).executeTakeFirst();
  return row && toUsedPolicy(row);
}

export interface PolicyFilter {
  readonly scope: 'All' | 'AWS' | 'Local';
  readonly onlyAttached: boolean;
  readonly usage: 'PermissionsPolicy' | 'PermissionsBoundary' | undefined;
}

/** A page of policies sorted by ARN. */
export async function listPolicyRows(db: Db, part: ListPart, filter: PolicyFilter): Promise<UsedPolicy[]> {
  let query = withUse(db).where('arn', '>', part.after).where(startingWith('path', part.pathPrefix));
  if (filter.scope !== 'All') query = query.where('aws_managed', '=', filter.scope === 'AWS' ? 1 : 0);
  if (filter.onlyAttached || filter.usage === 'PermissionsPolicy')
    query = query.where(sql<boolean>`${attachments} > 0`);
  if (filter.usage === 'PermissionsBoundary') query = query.where(sql<boolean>`${boundaries} > 0`);
  const rows = await query.orderBy('arn').limit(part.limit).execute();
  return rows.map(toUsedPolicy);
}

export async function countPolicies(db: Db): Promise<{ policies: number; versions: number }> {
  const row = await policies(db)
    .selectFrom('iam_policies')
    .select((select) => select.fn.countAll().as('policies'))
    .select(sql<number>`(select count(*) from iam_policy_versions)`.as('versions'))
    .where('aws_managed', '=', 0)
    .executeTakeFirst();
  return { policies: Number(row?.policies ?? 0), versions: Number(row?.versions ?? 0) };
}

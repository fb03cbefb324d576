import type { Db } from '../../../database/database.ts';
import { type ListPart, startingWith } from './list-part.ts';

interface Tables {
  iam_role_attachments: { role: string; policy: string };
  iam_policies: { arn: string; name: string; path: string };
  iam_roles: { name: string; id: string; path: string; boundary: string | null };
}

const attachments = (db: Db) => db.tables<Tables>();

/** Attaching what is attached already changes nothing. */
export async function insertAttachment(db: Db, role: string, policy: string): Promise<void> {
  await attachments(db)
    .insertInto('iam_role_attachments')
    .values({ role, policy })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** False when it was not attached. */
export async function deleteAttachment(db: Db, role: string, policy: string): Promise<boolean> {
  const result = await attachments(db)
    .deleteFrom('iam_role_attachments')
    .where('role', '=', role)
    .where('policy', '=', policy)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** How many policies a role has besides `except`. */
export async function countAttachments(db: Db, role: string, except = ''): Promise<number> {
  const row = await attachments(db)
    .selectFrom('iam_role_attachments')
    .select((select) => select.fn.countAll().as('count'))
    .where('role', '=', role)
    .where('policy', '<>', except)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** A page of a role's policies sorted by ARN. */
export async function listAttachedPolicies(db: Db, role: string, part: ListPart) {
  return await attachments(db)
    .selectFrom('iam_role_attachments')
    .innerJoin('iam_policies', 'iam_policies.arn', 'iam_role_attachments.policy')
    .select(['iam_policies.arn', 'iam_policies.name'])
    .where('iam_role_attachments.role', '=', role)
    .where('iam_policies.arn', '>', part.after)
    .where(startingWith('iam_policies.path', part.pathPrefix))
    .orderBy('iam_policies.arn')
    .limit(part.limit)
    .execute();
}

/** A page of the roles that have a policy attached, or are bounded by it, sorted by name. */
export async function listRolesOfPolicy(
  db: Db,
  policy: string,
  part: ListPart & { use: 'attached' | 'boundary' | 'any' },
) {
  const attached = attachments(db).selectFrom('iam_role_attachments').select('role').where('policy', '=', policy);
  return await attachments(db)
    .selectFrom('iam_roles')
    .select(['name', 'id'])
    .where('name', '>', part.after)
    .where(startingWith('path', part.pathPrefix))
    .where((where) =>
      where.or([
        ...(part.use === 'boundary' ? [] : [where('name', 'in', attached)]),
        ...(part.use === 'attached' ? [] : [where('boundary', '=', policy)]),
      ]),
    )
    .orderBy('name')
    .limit(part.limit)
    .execute();
}

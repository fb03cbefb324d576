import type { Db } from '../../../database/database.ts';
import type { Target } from '../rules/target.ts';

interface Tables {
  events_targets: { bus: string; rule: string; id: string; arn: string; document: string };
}

const targets = (db: Db) => db.tables<Tables>();

export interface RuleKey {
  readonly bus: string;
  readonly rule: string;
}

/** Makes a target or replaces the one of this id. */
export async function upsertTarget(db: Db, { bus, rule }: RuleKey, target: Target): Promise<void> {
  const row = { arn: target.arn, document: JSON.stringify(target) };
  await targets(db)
    .insertInto('events_targets')
    .values({ bus, rule, id: target.id, ...row })
    .onConflict((conflict) => conflict.columns(['bus', 'rule', 'id']).doUpdateSet(row))
    .execute();
}

export async function deleteTargets(db: Db, { bus, rule }: RuleKey, ids: readonly string[]): Promise<void> {
  await targets(db)
    .deleteFrom('events_targets')
    .where('bus', '=', bus)
    .where('rule', '=', rule)
    .where('id', 'in', [...ids])
    .execute();
}

/** A page of a rule's targets sorted by id; all of them (there are few) when no page is asked for. */
export async function listTargets(
  db: Db,
  { bus, rule }: RuleKey,
  { after = '', limit = 1000 }: { after?: string; limit?: number } = {},
): Promise<Target[]> {
  const rows = await targets(db)
    .selectFrom('events_targets')
    .select('document')
    .where('bus', '=', bus)
    .where('rule', '=', rule)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => JSON.parse(row.document) as Target);
}

/** A page of the names of a bus's rules that have `arn` as a target, sorted. */
export async function listRulesOfTarget(
  db: Db,
  part: { bus: string; arn: string; after: string; limit: number },
): Promise<string[]> {
  const rows = await targets(db)
    .selectFrom('events_targets')
    .select('rule')
    .distinct()
    .where('arn', '=', part.arn)
    .where('bus', '=', part.bus)
    .where('rule', '>', part.after)
    .orderBy('rule')
    .limit(part.limit)
    .execute();
  return rows.map((row) => row.rule);
}

import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { Tag } from '../rules/tags.ts';

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export interface Rule {
  readonly bus: string;
  readonly name: string;
  /** JSON, as it was given. */
  readonly pattern: string | undefined;
  readonly schedule: string | undefined;
  readonly state: RuleState;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  readonly tags: readonly Tag[];
  /** When the schedule was set: a rate counts from here. */
  readonly scheduledFrom: number | undefined;
  /** When the schedule fires next. */
  readonly firesAt: number | undefined;
}

interface RuleTable {
  bus: string;
  name: string;
  pattern: string | null;
  schedule: string | null;
  state: string;
  description: string | null;
  role_arn: string | null;
  tags: string;
  scheduled_from: number | null;
  fires_at: number | null;
}

interface Tables {
  events_rules: RuleTable;
}

const rules = (db: Db) => db.tables<Tables>();

const toRow = (rule: Rule): RuleTable => ({
  bus: rule.bus,
  name: rule.name,
  pattern: rule.pattern ?? null,
  schedule: rule.schedule ?? null,
  state: rule.state,
  description: rule.description ?? null,
  role_arn: rule.roleArn ?? null,
  tags: JSON.stringify(rule.tags),
  scheduled_from: rule.scheduledFrom ?? null,
  fires_at: rule.firesAt ?? null,
});

const toRule = (row: RuleTable): Rule => ({
  bus: row.bus,
  name: row.name,
  pattern: row.pattern ?? undefined,
  schedule: row.schedule ?? undefined,
  state: row.state as RuleState,
  description: row.description ?? undefined,
  roleArn: row.role_arn ?? undefined,
  tags: JSON.parse(row.tags) as Tag[],
  scheduledFrom: row.scheduled_from ?? undefined,
  firesAt: row.fires_at ?? undefined,
});

/** Makes a rule or replaces the one of this name. */
export async function upsertRule(db: Db, rule: Rule): Promise<void> {
  const row = toRow(rule);
  await rules(db)
    .insertInto('events_rules')
    .values(row)
    .onConflict((conflict) => conflict.columns(['bus', 'name']).doUpdateSet(row))
    .execute();
}

export async function deleteRuleRow(db: Db, bus: string, name: string): Promise<void> {
  await rules(db).deleteFrom('events_rules').where('bus', '=', bus).where('name', '=', name).execute();
}

const oneRule = (db: Db, bus: string, name: string) =>
  rules(db).selectFrom('events_rules').selectAll().where('bus', '=', bus).where('name', '=', name);

export async function findRule(db: Db, bus: string, name: string): Promise<Rule | undefined> {
  const row = await oneRule(db, bus, name).executeTakeFirst();
  return row && toRule(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockRule(tx: Db, bus: string, name: string): Promise<Rule | undefined> {
  const query = oneRule(tx, bus, name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toRule(row);
}

/** A bus's rules that listen to events: a few hundred at most. */
export async function findListeningRules(db: Db, bus: string): Promise<{ name: string; pattern: string }[]> {
  const rows = await rules(db)
    .selectFrom('events_rules')
    .select(['name', 'pattern'])
    .where('bus', '=', bus)
    .where('state', '<>', 'DISABLED')
    .where('pattern', 'is not', null)
    .orderBy('name')
    .execute();
  return rows.map(({ name, pattern }) => ({ name, pattern: pattern ?? '' }));
}

/** A page of a bus's rules with names beginning with `prefix`, sorted by name. */
export async function listRuleRows(
  db: Db,
  part: { bus: string; prefix: string; after: string; limit: number },
): Promise<Rule[]> {
  const rows = await rules(db)
    .selectFrom('events_rules')
    .selectAll()
    .where('bus', '=', part.bus)
    .where('name', '>', part.after)
    .where(sql<boolean>`substr(name, 1, ${sql.lit(part.prefix.length)}) = ${part.prefix}`)
    .orderBy('name')
    .limit(part.limit)
    .execute();
  return rows.map(toRule);
}

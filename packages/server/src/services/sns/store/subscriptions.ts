import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';

export interface Subscription {
  /** The last part of its ARN. */
  readonly id: string;
  /** Name. */
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** As they were set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly confirmed: boolean;
  /** What confirms it, unreadable at rest. */
  readonly sealedToken: string;
}

interface SubscriptionTable {
  id: string;
  topic: string;
  protocol: string;
  endpoint: string;
  attributes: string;
  confirmed: number;
  sealed_token: string;
}

interface Tables {
  sns_subscriptions: SubscriptionTable;
}

const subscriptions = (db: Db) => db.tables<Tables>();

const toSubscription = (row: SubscriptionTable): Subscription => ({
  id: row.id,
  topic: row.topic,
  protocol: row.protocol,
  endpoint: row.endpoint,
  attributes: JSON.parse(row.attributes) as Record<string, string>,
  confirmed: row.confirmed === 1,
  sealedToken: row.sealed_token,
});

export async function insertSubscription(db: Db, subscription: Subscription): Promise<void> {
  const { attributes, confirmed, sealedToken, ...rest } = subscription;
  await subscriptions(db)
    .insertInto('sns_subscriptions')
    .values({
      ...rest,
      attributes: JSON.stringify(attributes),
      confirmed: confirmed ? 1 : 0,
      sealed_token: sealedToken,
    })
    .execute();
}

export async function saveSubscription(db: Db, subscription: Subscription): Promise<void> {
  const { id, attributes, confirmed } = subscription;
  await subscriptions(db)
    .updateTable('sns_subscriptions')
    .set({ attributes: JSON.stringify(attributes), confirmed: confirmed ? 1 : 0 })
    .where('id', '=', id)
    .execute();
}

export async function deleteSubscription(db: Db, id: string): Promise<void> {
  await subscriptions(db).deleteFrom('sns_subscriptions').where('id', '=', id).execute();
}

export async function deletePendingSubscription(db: Db, id: string): Promise<void> {
  await subscriptions(db).deleteFrom('sns_subscriptions').where('id', '=', id).where('confirmed', '=', 0).execute();
}

export async function deleteSubscriptionsOf(db: Db, topic: string): Promise<void> {
  await subscriptions(db).deleteFrom('sns_subscriptions').where('topic', '=', topic).execute();
}

export async function findSubscription(db: Db, id: string): Promise<Subscription | undefined> {
  const row = await subscriptions(db)
    .selectFrom('sns_subscriptions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toSubscription(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockSubscription(tx: Db, id: string): Promise<Subscription | undefined> {
  const query = subscriptions(tx).selectFrom('sns_subscriptions').selectAll().where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toSubscription(row);
}

export async function findSubscriptionTo(
  db: Db,
  { topic, protocol, endpoint }: { topic: string; protocol: string; endpoint: string },
): Promise<Subscription | undefined> {
  const row = await subscriptions(db)
    .selectFrom('sns_subscriptions')
    .selectAll()
    .where('topic', '=', topic)
    .where('protocol', '=', protocol)
    .where('endpoint', '=', endpoint)
    .executeTakeFirst();
  return row && toSubscription(row);
}

export interface SubscriptionPart {
  /** All topics' when left out. */
  readonly topic?: string;
  readonly confirmedOnly?: boolean;
  readonly after: { readonly topic: string; readonly id: string };
  readonly limit: number;
}

/** A page of subscriptions sorted by topic and id. */
export async function listSubscriptionRows(db: Db, part: SubscriptionPart): Promise<Subscription[]> {
  let query = subscriptions(db)
    .selectFrom('sns_subscriptions')
    .selectAll()
    .where(sql<boolean>`(topic, id) > (${part.after.topic}, ${part.after.id})`);
  if (part.topic !== undefined) query = query.where('topic', '=', part.topic);
  if (part.confirmedOnly) query = query.where('confirmed', '=', 1);
  const rows = await query.orderBy('topic').orderBy('id').limit(part.limit).execute();
  return rows.map(toSubscription);
}

export async function countSubscriptions(db: Db, topic: string): Promise<{ confirmed: number; pending: number }> {
  const rows = await subscriptions(db)
    .selectFrom('sns_subscriptions')
    .select(['confirmed', (select) => select.fn.countAll().as('count')])
    .where('topic', '=', topic)
    .groupBy('confirmed')
    .execute();
  const countOf = (confirmed: number) => Number(rows.find((row) => row.confirmed === confirmed)?.count ?? 0);
  return { confirmed: countOf(1), pending: countOf(0) };
}

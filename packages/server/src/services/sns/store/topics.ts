import type { Db } from '../../../database/database.ts';
import type { Tag } from '../rules/tags.ts';

export interface Topic {
  readonly name: string;
  /** As they were set; those AWS computes are not here. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
}

interface TopicTable {
  name: string;
  attributes: string;
  tags: string;
}

interface Tables {
  sns_topics: TopicTable;
}

const topics = (db: Db) => db.tables<Tables>();

const toRow = ({ name, attributes, tags }: Topic): TopicTable => ({
  name,
  attributes: JSON.stringify(attributes),
  tags: JSON.stringify(tags),
});

const toTopic = (row: TopicTable): Topic => ({
  name: row.name,
  attributes: JSON.parse(row.attributes) as Record<string, string>,
  tags: JSON.parse(row.tags) as Tag[],
});

/** False when there is one of this name. */
export async function insertTopic(db: Db, topic: Topic): Promise<boolean> {
  const result = await topics(db)
    .insertInto('sns_topics')
    .values(toRow(topic))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function saveTopic(db: Db, topic: Topic): Promise<void> {
  await topics(db).updateTable('sns_topics').set(toRow(topic)).where('name', '=', topic.name).execute();
}

export async function deleteTopicRow(db: Db, name: string): Promise<void> {
  await topics(db).deleteFrom('sns_topics').where('name', '=', name).execute();
}

export async function findTopic(db: Db, name: string): Promise<Topic | undefined> {
  const row = await topics(db).selectFrom('sns_topics').selectAll().where('name', '=', name).executeTakeFirst();
  return row && toTopic(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockTopic(tx: Db, name: string): Promise<Topic | undefined> {
  const query = topics(tx).selectFrom('sns_topics').selectAll().where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toTopic(row);
}

export async function listTopicNames(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await topics(db)
    .selectFrom('sns_topics')
    .select('name')
    .where('name', '>', after)
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map((row) => row.name);
}

import { sql } from 'kysely';
import type { Db } from '../../database/database.ts';

interface GroupRow {
  name: string;
  created_at: number;
  retention_days: number | null;
  kms_key: string | null;
  class: string;
  tags: string;
}

interface StreamRow {
  id: string;
  group_name: string;
  name: string;
  created_at: number;
  events: number;
  batches: number;
  first_event_at: number | null;
  last_event_at: number | null;
  last_ingested_at: number | null;
}

interface Tables {
  logs_groups: GroupRow;
  logs_streams: StreamRow;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly retentionDays?: number;
  readonly kmsKey?: string;
  readonly logClass: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogStream {
  readonly id: string;
  readonly groupName: string;
  readonly name: string;
  readonly createdAt: number;
  /** How many events the stream has been given. */
  readonly events: number;
  readonly batches: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
}

const groupOf = (row: GroupRow): LogGroup => ({
  name: row.name,
  createdAt: row.created_at,
  ...(row.retention_days === null ? {} : { retentionDays: row.retention_days }),
  ...(row.kms_key === null ? {} : { kmsKey: row.kms_key }),
  logClass: row.class,
  tags: JSON.parse(row.tags) as Record<string, string>,
});

const streamOf = (row: StreamRow): LogStream => ({
  id: row.id,
  groupName: row.group_name,
  name: row.name,
  createdAt: row.created_at,
  events: row.events,
  batches: row.batches,
  ...(row.first_event_at === null ? {} : { firstEventAt: row.first_event_at }),
  ...(row.last_event_at === null ? {} : { lastEventAt: row.last_event_at }),
  ...(row.last_ingested_at === null ? {} : { lastIngestedAt: row.last_ingested_at }),
});

/** False when the group exists already. */
export async function insertGroup(db: Db, group: LogGroup): Promise<boolean> {
  const row: GroupRow = {
    name: group.name,
    created_at: group.createdAt,
    retention_days: group.retentionDays ?? null,
    kms_key: group.kmsKey ?? null,
    class: group.logClass,
    tags: JSON.stringify(group.tags),
  };
  const result = await db
    .tables<Tables>()
    .insertInto('logs_groups')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function findGroup(db: Db, name: string): Promise<LogGroup | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('logs_groups')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return row && groupOf(row);
}

export async function changeGroup(
  db: Db,
  name: string,
  change: { retentionDays?: number | null; kmsKey?: string | null; tags?: Readonly<Record<string, string>> },
): Promise<void> {
  await db
    .tables<Tables>()
    .updateTable('logs_groups')
    .set({
      ...(change.retentionDays === undefined ? {} : { retention_days: change.retentionDays }),
      ...(change.kmsKey === undefined ? {} : { kms_key: change.kmsKey }),
      ...(change.tags === undefined ? {} : { tags: JSON.stringify(change.tags) }),
    })
    .where('name', '=', name)
    .execute();
}

export async function deleteGroup(db: Db, name: string): Promise<boolean> {
  const result = await db.tables<Tables>().deleteFrom('logs_groups').where('name', '=', name).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Groups by name, after a name, whose name begins with or holds a text. */
export async function listGroups(
  db: Db,
  filter: { prefix?: string; contains?: string; after?: string; limit: number },
): Promise<LogGroup[]> {
  let query = db.tables<Tables>().selectFrom('logs_groups').selectAll();
  if (filter.after !== undefined) query = query.where('name', '>', filter.after);
  if (filter.prefix) query = query.where(sql<string>`substr(name, 1, ${filter.prefix.length})`, '=', filter.prefix);
  if (filter.contains) query = query.where(sql<boolean>`lower(name) like ${likeText(filter.contains)} escape '!'`);
  const rows = await query.orderBy('name').limit(filter.limit).execute();
  return rows.map(groupOf);
}

const likeText = (text: string) => `%${text.toLowerCase().replace(/[!%_]/g, (character) => `!${character}`)}%`;

export async function groupsWithRetention(db: Db): Promise<LogGroup[]> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('logs_groups')
    .selectAll()
    .where('retention_days', 'is not', null)
    .execute();
  return rows.map(groupOf);
}

/** False when the stream exists already. */
export async function insertStream(
  db: Db,
  stream: Pick<LogStream, 'id' | 'groupName' | 'name' | 'createdAt'>,
): Promise<boolean> {
  const row: StreamRow = {
    id: stream.id,
    group_name: stream.groupName,
    name: stream.name,
    created_at: stream.createdAt,
    events: 0,
    batches: 0,
    first_event_at: null,
    last_event_at: null,
    last_ingested_at: null,
  };
  const result = await db
    .tables<Tables>()
    .insertInto('logs_streams')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function findStream(db: Db, groupName: string, name: string): Promise<LogStream | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('logs_streams')
    .selectAll()
    .where('group_name', '=', groupName)
    .where('name', '=', name)
    .executeTakeFirst();
  return row && streamOf(row);
}

/** Takes the next `count` places of a stream, which nobody else can take then; undefined when there is no such stream. */
export async function takePlaces(
  tx: Db,
  stream: { groupName: string; name: string },
  batch: { count: number; firstTime: number; lastTime: number; now: number },
): Promise<LogStream | undefined> {
  const row = await tx
    .tables<Tables>()
    .updateTable('logs_streams')
    .set({
      events: sql`events + ${batch.count}`,
      batches: sql`batches + 1`,
      first_event_at: sql`case when first_event_at is null or first_event_at > ${batch.firstTime} then ${batch.firstTime} else first_event_at end`,
      last_event_at: sql`case when last_event_at is null or last_event_at < ${batch.lastTime} then ${batch.lastTime} else last_event_at end`,
      last_ingested_at: batch.now,
    })
    .where('group_name', '=', stream.groupName)
    .where('name', '=', stream.name)
    .returningAll()
    .executeTakeFirst();
  return row && streamOf(row);
}

export interface StreamFilter {
  readonly groupName: string;
  readonly prefix?: string;
  readonly names?: readonly string[];
  /** Only streams with an event at or after this time. */
  readonly since?: number;
  readonly limit: number;
}

/** Streams by name, after a name. */
export async function listStreamsByName(
  db: Db,
  filter: StreamFilter & { after?: string; descending?: boolean },
): Promise<LogStream[]> {
  const { after, descending } = filter;
  let query = streams(db, filter);
  if (after !== undefined) query = query.where('name', descending ? '<' : '>', after);
  const rows = await query
    .orderBy('name', descending ? 'desc' : 'asc')
    .limit(filter.limit)
    .execute();
  return rows.map(streamOf);
}

/** Streams by the time of their last event, then by name; streams without events come as the oldest. */
export async function listStreamsByLastEvent(
  db: Db,
  filter: StreamFilter & { after?: { at: number; name: string }; descending?: boolean },
): Promise<LogStream[]> {
  const { after, descending } = filter;
  const last = sql<number>`coalesce(last_event_at, 0)`;
  const sign = sql.raw(descending ? '<' : '>');
  let query = streams(db, filter);
  if (after) query = query.where(sql<boolean>`(${last}, name) ${sign} (${after.at}, ${after.name})`);
  const direction = descending ? 'desc' : 'asc';
  const rows = await query.orderBy(last, direction).orderBy('name', direction).limit(filter.limit).execute();
  return rows.map(streamOf);
}

function streams(db: Db, filter: StreamFilter) {
  let query = db.tables<Tables>().selectFrom('logs_streams').selectAll().where('group_name', '=', filter.groupName);
  if (filter.prefix) query = query.where(sql<string>`substr(name, 1, ${filter.prefix.length})`, '=', filter.prefix);
  if (filter.names) query = query.where('name', 'in', [...filter.names]);
  if (filter.since !== undefined) query = query.where('last_event_at', '>=', filter.since);
  return query;
}

/** Removes the streams of a group; their events, by the ids answered, are the caller's to remove. */
export async function deleteStreamsOf(tx: Db, groupName: string): Promise<string[]> {
  const rows = await tx
    .tables<Tables>()
    .deleteFrom('logs_streams')
    .where('group_name', '=', groupName)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function deleteStream(db: Db, id: string): Promise<void> {
  await db.tables<Tables>().deleteFrom('logs_streams').where('id', '=', id).execute();
}

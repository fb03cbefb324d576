import type { Db } from '../../../database/database.ts';
import type { Message } from '../rules/message.ts';

interface MessageRow {
  queue: string;
  id: string;
  /** Sorts by arrival. */
  number: string;
  visible_at: number;
  /** Empty but of FIFO queues. */
  group_id: string;
  /** Of the last time it was received; empty before. */
  receipt: string;
  document: string;
}

interface Tables {
  sqs_messages: MessageRow;
  sqs_deduplication: { queue: string; id: string; message: string; sent_at: number };
}

const tables = (db: Db) => db.tables<Tables>();
const messageOf = ({ document }: { document: string }) => JSON.parse(document) as Message;

export async function insertMessage(
  tx: Db,
  queue: string,
  message: Message,
  place: { number: string; visibleAt: number },
): Promise<void> {
  const row = {
    queue,
    id: message.id,
    number: place.number,
    visible_at: place.visibleAt,
    group_id: message.groupId ?? '',
    receipt: '',
  };
  await tables(tx)
    .insertInto('sqs_messages')
    .values({ ...row, document: JSON.stringify(message) })
    .execute();
}

/** Messages that can be received now, in their order, kept from others until the transaction ends. */
export async function lockVisible(
  tx: Db,
  queue: string,
  now: number,
  limit: number,
): Promise<(Message & { group: string })[]> {
  const query = tables(tx).selectFrom('sqs_messages').select(['document', 'group_id']).where('queue', '=', queue);
  const visible = query.where('visible_at', '<=', now).orderBy('number').limit(limit);
  const rows = await (tx.dialect === 'postgres' ? visible.forUpdate().skipLocked() : visible).execute();
  return rows.map((row) => ({ ...messageOf(row), group: row.group_id }));
}

/** The groups of a FIFO queue that have a message in flight. */
export async function groupsInFlight(db: Db, queue: string, now: number): Promise<Set<string>> {
  const query = tables(db).selectFrom('sqs_messages').select('group_id').where('queue', '=', queue);
  const rows = await query.where('visible_at', '>', now).where('receipt', '!=', '').execute();
  return new Set(rows.map(({ group_id }) => group_id));
}

export async function saveReceived(
  tx: Db,
  queue: string,
  message: Message,
  flight: { receipt: string; visibleAt: number },
): Promise<void> {
  const change = { document: JSON.stringify(message), receipt: flight.receipt, visible_at: flight.visibleAt };
  await tables(tx)
    .updateTable('sqs_messages')
    .set(change)
    .where('queue', '=', queue)
    .where('id', '=', message.id)
    .execute();
}

export async function findByReceipt(
  db: Db,
  queue: string,
  receipt: string,
): Promise<{ id: string; visibleAt: number } | undefined> {
  const query = tables(db).selectFrom('sqs_messages').select(['id', 'visible_at']).where('queue', '=', queue);
  const row = await query.where('receipt', '=', receipt).executeTakeFirst();
  return row && { id: row.id, visibleAt: row.visible_at };
}

export async function setVisibleAt(tx: Db, queue: string, id: string, visibleAt: number): Promise<void> {
  const query = tables(tx).updateTable('sqs_messages').set({ visible_at: visibleAt }).where('queue', '=', queue);
  await query.where('id', '=', id).execute();
}

export async function deleteMessageRow(tx: Db, queue: string, id: string): Promise<void> {
  await tables(tx).deleteFrom('sqs_messages').where('queue', '=', queue).where('id', '=', id).execute();
}

export async function deleteMessages(tx: Db, queue: string): Promise<void> {
  await tables(tx).deleteFrom('sqs_messages').where('queue', '=', queue).execute();
  await tables(tx).deleteFrom('sqs_deduplication').where('queue', '=', queue).execute();
}

/** Those that arrived before a time are over. */
export async function deleteBefore(tx: Db, queue: string, number: string): Promise<void> {
  await tables(tx).deleteFrom('sqs_messages').where('queue', '=', queue).where('number', '<', number).execute();
}

export async function countMessages(
  db: Db,
  queue: string,
  now: number,
): Promise<{ visible: number; inFlight: number; delayed: number }> {
  const query = tables(db).selectFrom('sqs_messages').select(['visible_at', 'receipt']).where('queue', '=', queue);
  const rows = await query.execute();
  const hidden = rows.filter(({ visible_at }) => visible_at > now);
  const inFlight = hidden.filter(({ receipt }) => receipt !== '').length;
  return { visible: rows.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
}

/** The message that was sent with a deduplication id since a time. */
export async function findDuplicate(db: Db, queue: string, id: string, since: number): Promise<Message | undefined> {
  const query = tables(db)
    .selectFrom('sqs_deduplication')
    .select('message')
    .where('queue', '=', queue)
    .where('id', '=', id);
  const row = await query.where('sent_at', '>=', since).executeTakeFirst();
  return row && (JSON.parse(row.message) as Message);
}

export async function saveDuplicate(tx: Db, queue: string, id: string, message: Message): Promise<void> {
  const change = { message: JSON.stringify(message), sent_at: message.sentAt };
  const query = tables(tx)
    .insertInto('sqs_deduplication')
    .values({ queue, id, ...change });
  await query.onConflict((conflict) => conflict.columns(['queue', 'id']).doUpdateSet(change)).execute();
}

import type { Db } from '../../../database/database.ts';
import type { Queue } from '../rules/queue.ts';

interface Tables {
  sqs_queues: { name: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const queueOf = ({ document }: { document: string }) => JSON.parse(document) as Queue;

export async function findQueue(db: Db, name: string): Promise<Queue | undefined> {
  const row = await tables(db).selectFrom('sqs_queues').select('document').where('name', '=', name).executeTakeFirst();
  return row && queueOf(row);
}

export async function saveQueue(tx: Db, queue: Queue): Promise<void> {
  const document = JSON.stringify(queue);
  const query = tables(tx).insertInto('sqs_queues').values({ name: queue.name, document });
  await query.onConflict((conflict) => conflict.column('name').doUpdateSet({ document })).execute();
}

export async function listQueueRows(db: Db): Promise<Queue[]> {
  return (await tables(db).selectFrom('sqs_queues').select('document').orderBy('name').execute()).map(queueOf);
}

export async function deleteQueueRow(tx: Db, name: string): Promise<void> {
  await tables(tx).deleteFrom('sqs_queues').where('name', '=', name).execute();
}

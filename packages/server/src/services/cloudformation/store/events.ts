import type { Db } from '../../../database/database.ts';

/** One line of a stack's story. */
export interface EventDocument {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  /** JSON; secrets withheld. */
  readonly properties?: string;
  readonly token?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Tables {
  cloudformation_events: { stack: string; number: number; document: string };
}

const tables = (db: Db) => db.tables<Tables>();

export async function insertEvents(
  tx: Db,
  stack: string,
  first: number,
  events: readonly EventDocument[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event, index) => ({ stack, number: first + index, document: JSON.stringify(event) }));
  await tables(tx).insertInto('cloudformation_events').values(rows).execute();
}

/** Newest first. */
export async function listEvents(
  db: Db,
  stack: string,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<{ number: number; event: EventDocument }[]> {
  let query = tables(db).selectFrom('cloudformation_events').selectAll().where('stack', '=', stack);
  if (before !== undefined) query = query.where('number', '<', before);
  const rows = await query.orderBy('number', 'desc').limit(limit).execute();
  return rows.map(({ number, document }) => ({ number, event: JSON.parse(document) as EventDocument }));
}

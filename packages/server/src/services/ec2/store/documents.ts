import type { Db } from '../../../database/database.ts';

type Table = 'ec2_spot_requests' | 'ec2_fleets';
type Tables = Record<Table, { id: string; number: string; document: string }>;

/** Things that are looked up by id and listed in the order they were made. */
export interface Kept {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A table of such things. */
export function documentsIn<Document extends Kept>(table: Table) {
  const read = ({ document }: { document: string }) => JSON.parse(document) as Document;
  return {
    async save(tx: Db, kept: Document): Promise<void> {
      const document = JSON.stringify(kept);
      const number = `${String(kept.createdAt).padStart(15, '0')} ${kept.id}`;
      const query = tx.tables<Tables>().insertInto(table).values({ id: kept.id, number, document });
      await query.onConflict((conflict) => conflict.column('id').doUpdateSet({ document })).execute();
    },
    async find(db: Db, id: string): Promise<Document | undefined> {
      const query = db.tables<Tables>().selectFrom(table).select('document').where('id', '=', id);
      const row = await query.executeTakeFirst();
      return row && read(row);
    },
    async list(db: Db): Promise<Document[]> {
      const query = db.tables<Tables>().selectFrom(table).select('document').orderBy('number');
      return (await query.execute()).map(read);
    },
    async remove(tx: Db, id: string): Promise<void> {
      await tx.tables<Tables>().deleteFrom(table).where('id', '=', id).execute();
    },
  };
}

import type { Db } from '../../../database/database.ts';
import type { Instance, InstanceState } from '../rules/instance.ts';

interface Tables {
  ec2_instances: { id: string; number: string; reservation: string; state: InstanceState; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const instanceOf = ({ document }: { document: string }) => JSON.parse(document) as Instance;

/** Orders instances by their launch. */
export const orderOf = ({ createdAt, reservationId, launchIndex }: Instance) =>
  `${String(createdAt).padStart(15, '0')} ${reservationId} ${String(launchIndex).padStart(5, '0')}`;

export async function insertInstance(tx: Db, instance: Instance): Promise<void> {
  const { id, reservationId, state } = instance;
  const row = { id, number: orderOf(instance), reservation: reservationId, state, document: JSON.stringify(instance) };
  await tables(tx).insertInto('ec2_instances').values(row).execute();
}

export async function saveInstance(tx: Db, instance: Instance): Promise<void> {
  const { id, state } = instance;
  const change = { state, document: JSON.stringify(instance) };
  await tables(tx).updateTable('ec2_instances').set(change).where('id', '=', id).execute();
}

export async function findInstance(db: Db, id: string): Promise<Instance | undefined> {
  const row = await tables(db).selectFrom('ec2_instances').select('document').where('id', '=', id).executeTakeFirst();
  return row && instanceOf(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockInstance(tx: Db, id: string): Promise<Instance | undefined> {
  const query = tables(tx).selectFrom('ec2_instances').select('document').where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && instanceOf(row);
}

/** In the order of their launch, after one of them. */
export async function listInstances(db: Db, ids: readonly string[] | undefined): Promise<Instance[]> {
  let query = tables(db).selectFrom('ec2_instances').select('document').orderBy('number');
  if (ids) query = query.where('id', 'in', [...ids]);
  return (await query.execute()).map(instanceOf);
}

export async function listReservation(db: Db, reservation: string): Promise<Instance[]> {
  const query = tables(db).selectFrom('ec2_instances').select('document').where('reservation', '=', reservation);
  return (await query.orderBy('number').execute()).map(instanceOf);
}

/** How many there are that are not terminated. */
export async function countInstances(db: Db): Promise<number> {
  const query = tables(db)
    .selectFrom('ec2_instances')
    .select((expression) => expression.fn.countAll<number | bigint | string>().as('count'));
  const row = await query.where('state', 'not in', ['terminated', 'shutting-down']).executeTakeFirst();
  return Number(row?.count ?? 0);
}

export async function deleteInstanceRow(tx: Db, id: string): Promise<void> {
  await tables(tx).deleteFrom('ec2_instances').where('id', '=', id).execute();
}

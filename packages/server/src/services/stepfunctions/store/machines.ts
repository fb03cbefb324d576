import type { Db } from '../../../database/database.ts';
import type { MachineAlias, MachineDocument, MachineRecord } from '../rules/state-machine.ts';

interface Tables {
  stepfunctions_definitions: { hash: string; text: string };
  stepfunctions_machines: { name: string; document: string; versions: number; tags: string };
  stepfunctions_qualifiers: { machine: string; qualifier: string; kind: string; number: number; document: string };
}

const tables = (db: Db) => db.tables<Tables>();

const recordOf = (row: Tables['stepfunctions_machines']): MachineRecord => ({
  name: row.name,
  document: JSON.parse(row.document) as MachineDocument,
  versions: row.versions,
  tags: JSON.parse(row.tags) as Record<string, string>,
});

const rowOf = ({ name, document, versions, tags }: MachineRecord): Tables['stepfunctions_machines'] => ({
  name,
  document: JSON.stringify(document),
  versions,
  tags: JSON.stringify(tags),
});

export async function keepDefinition(tx: Db, hash: string, text: string): Promise<void> {
  const query = tables(tx).insertInto('stepfunctions_definitions').values({ hash, text });
  await query.onConflict((conflict) => conflict.doNothing()).execute();
}

export async function findDefinition(db: Db, hash: string): Promise<string | undefined> {
  const query = tables(db).selectFrom('stepfunctions_definitions').select('text').where('hash', '=', hash);
  return (await query.executeTakeFirst())?.text;
}

/** False when there is one of that name. */
export async function insertMachine(tx: Db, record: MachineRecord): Promise<boolean> {
  const query = tables(tx).insertInto('stepfunctions_machines').values(rowOf(record));
  const result = await query.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findMachine(db: Db, name: string): Promise<MachineRecord | undefined> {
  const query = tables(db).selectFrom('stepfunctions_machines').selectAll().where('name', '=', name);
  const row = await query.executeTakeFirst();
  return row && recordOf(row);
}

export async function lockMachine(tx: Db, name: string): Promise<MachineRecord | undefined> {
  const query = tables(tx).selectFrom('stepfunctions_machines').selectAll().where('name', '=', name);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && recordOf(row);
}

export async function saveMachine(tx: Db, record: MachineRecord): Promise<void> {
  const { name, ...row } = rowOf(record);
  await tables(tx).updateTable('stepfunctions_machines').set(row).where('name', '=', name).execute();
}

export async function listMachineRows(db: Db, after: string | undefined, limit: number): Promise<MachineRecord[]> {
  let query = tables(db).selectFrom('stepfunctions_machines').selectAll();
  if (after !== undefined) query = query.where('name', '>', after);
  return (await query.orderBy('name').limit(limit).execute()).map(recordOf);
}

export async function deleteMachineRows(tx: Db, name: string): Promise<void> {
  await tables(tx).deleteFrom('stepfunctions_machines').where('name', '=', name).execute();
  await tables(tx).deleteFrom('stepfunctions_qualifiers').where('machine', '=', name).execute();
}

interface Qualifiers {
  version: MachineDocument;
  alias: MachineAlias;
}

/** False when it is there already. */
export async function insertQualifier<Kind extends keyof Qualifiers>(
  tx: Db,
  machine: string,
  { kind, qualifier, number }: { kind: Kind; qualifier: string; number: number },
  document: Qualifiers[Kind],
): Promise<boolean> {
  const row = { machine, qualifier, kind, number, document: JSON.stringify(document) };
  const query = tables(tx).insertInto('stepfunctions_qualifiers').values(row);
  const result = await query.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findQualifier<Kind extends keyof Qualifiers>(
  db: Db,
  machine: string,
  kind: Kind,
  qualifier: string,
): Promise<Qualifiers[Kind] | undefined> {
  const query = tables(db).selectFrom('stepfunctions_qualifiers').select('document').where('machine', '=', machine);
  const row = await query.where('kind', '=', kind).where('qualifier', '=', qualifier).executeTakeFirst();
  return row && (JSON.parse(row.document) as Qualifiers[Kind]);
}

export async function saveAlias(tx: Db, machine: string, alias: MachineAlias): Promise<void> {
  const query = tables(tx)
    .updateTable('stepfunctions_qualifiers')
    .set({ document: JSON.stringify(alias) });
  await query.where('machine', '=', machine).where('qualifier', '=', alias.name).execute();
}

/** Newest version first; aliases by name. */
export async function listQualifiers<Kind extends keyof Qualifiers>(
  db: Db,
  machine: string,
  kind: Kind,
): Promise<{ qualifier: string; document: Qualifiers[Kind] }[]> {
  const query = tables(db).selectFrom('stepfunctions_qualifiers').selectAll().where('machine', '=', machine);
  const rows = await query.where('kind', '=', kind).orderBy('number', 'desc').orderBy('qualifier').execute();
  return rows.map(({ qualifier, document }) => ({ qualifier, document: JSON.parse(document) as Qualifiers[Kind] }));
}

export async function deleteQualifier(tx: Db, machine: string, kind: keyof Qualifiers, qualifier: string) {
  const query = tables(tx).deleteFrom('stepfunctions_qualifiers').where('machine', '=', machine);
  await query.where('kind', '=', kind).where('qualifier', '=', qualifier).execute();
}

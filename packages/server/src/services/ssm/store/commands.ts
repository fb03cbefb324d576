import type { Db } from '../../../database/database.ts';
import type { Command, Invocation } from '../rules/command.ts';

interface Tables {
  ssm_commands: { id: string; number: string; document: string };
  ssm_invocations: { command: string; instance: string; number: string; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const commandOf = ({ document }: { document: string }) => JSON.parse(document) as Command;
const invocationOf = ({ document }: { document: string }) => JSON.parse(document) as Invocation;

/** Newest first when sorted downwards. */
const numberOf = ({ requestedAt }: { requestedAt: number }, rest: string) =>
  `${String(requestedAt).padStart(15, '0')} ${rest}`;

export async function insertCommand(tx: Db, command: Command): Promise<void> {
  const row = { id: command.id, number: numberOf(command, command.id), document: JSON.stringify(command) };
  await tables(tx).insertInto('ssm_commands').values(row).execute();
}

export async function findCommand(db: Db, id: string): Promise<Command | undefined> {
  const row = await tables(db).selectFrom('ssm_commands').select('document').where('id', '=', id).executeTakeFirst();
  return row && commandOf(row);
}

/** The same, kept from others until the transaction ends. */
export async function lockCommand(tx: Db, id: string): Promise<Command | undefined> {
  const query = tables(tx).selectFrom('ssm_commands').select('document').where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && commandOf(row);
}

/** Newest first. */
export async function listCommandRows(db: Db): Promise<Command[]> {
  const rows = await tables(db).selectFrom('ssm_commands').select('document').orderBy('number', 'desc').execute();
  return rows.map(commandOf);
}

/** `place` is its own among the command's. */
export async function insertInvocation(tx: Db, invocation: Invocation, place: number): Promise<void> {
  const { command, instance } = invocation;
  const number = numberOf(invocation, `${command} ${String(place).padStart(6, '0')}`);
  const row = { command, instance, number, document: JSON.stringify(invocation) };
  await tables(tx).insertInto('ssm_invocations').values(row).execute();
}

export async function saveInvocation(tx: Db, invocation: Invocation): Promise<void> {
  const query = tables(tx)
    .updateTable('ssm_invocations')
    .set({ document: JSON.stringify(invocation) });
  await query.where('command', '=', invocation.command).where('instance', '=', invocation.instance).execute();
}

export async function findInvocation(db: Db, command: string, instance: string): Promise<Invocation | undefined> {
  const query = tables(db).selectFrom('ssm_invocations').select('document').where('command', '=', command);
  const row = await query.where('instance', '=', instance).executeTakeFirst();
  return row && invocationOf(row);
}

/** Those of a command in the order of their targets, or of all commands with the newest first. */
export async function listInvocations(db: Db, of: { command?: string; instance?: string }): Promise<Invocation[]> {
  let query = tables(db).selectFrom('ssm_invocations').select('document');
  if (of.command !== undefined) query = query.where('command', '=', of.command);
  if (of.instance !== undefined) query = query.where('instance', '=', of.instance);
  return (await query.orderBy('number', of.command === undefined ? 'desc' : 'asc').execute()).map(invocationOf);
}

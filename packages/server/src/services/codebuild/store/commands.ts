import type { Db } from '../../../database/database.ts';
import { type Command, isOpen } from '../rules/sandbox/command.ts';

interface Tables {
  codebuild_command_executions: {
    id: string;
    sandbox: string;
    number: number;
    open: number;
    document: string;
  };
}

const commands = (db: Db) => db.tables<Tables>();
const toCommand = ({ document }: { document: string }): Command => JSON.parse(document) as Command;
const stateOf = (command: Command) => ({ open: isOpen(command) ? 1 : 0, document: JSON.stringify(command) });

export async function insertCommand(tx: Db, command: Command): Promise<void> {
  const { id, sandboxId, number } = command;
  await commands(tx)
    .insertInto('codebuild_command_executions')
    .values({ id, sandbox: sandboxId, number, ...stateOf(command) })
    .execute();
}

export async function saveCommand(tx: Db, command: Command): Promise<void> {
  await commands(tx)
    .updateTable('codebuild_command_executions')
    .set(stateOf(command))
    .where('id', '=', command.id)
    .execute();
}

/** A command, kept from others until the transaction ends. */
export async function lockCommand(tx: Db, id: string): Promise<Command | undefined> {
  const query = commands(tx).selectFrom('codebuild_command_executions').select('document').where('id', '=', id);
  const row = await (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  return row && toCommand(row);
}

export async function findCommands(db: Db, sandboxId: string, ids: readonly string[]): Promise<Command[]> {
  const rows = await commands(db)
    .selectFrom('codebuild_command_executions')
    .select('document')
    .where('sandbox', '=', sandboxId)
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(toCommand);
}

/** Commands that have not ended, in their order. */
export async function findOpenCommands(db: Db, sandboxId: string): Promise<Command[]> {
  const rows = await commands(db)
    .selectFrom('codebuild_command_executions')
    .select('document')
    .where('sandbox', '=', sandboxId)
    .where('open', '=', 1)
    .orderBy('number')
    .execute();
  return rows.map(toCommand);
}

/** How many commands a sandbox has been given; call it where its row is locked. */
export async function countCommands(tx: Db, sandboxId: string): Promise<number> {
  const row = await commands(tx)
    .selectFrom('codebuild_command_executions')
    .select((select) => select.fn.countAll().as('count'))
    .where('sandbox', '=', sandboxId)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** A page of a sandbox's commands by their number. */
export async function listCommands(
  db: Db,
  page: { sandboxId: string; descending: boolean; after: number | undefined; limit: number },
): Promise<Command[]> {
  let query = commands(db)
    .selectFrom('codebuild_command_executions')
    .select('document')
    .where('sandbox', '=', page.sandboxId);
  if (page.after !== undefined) query = query.where('number', page.descending ? '<' : '>', page.after);
  const rows = await query
    .orderBy('number', page.descending ? 'desc' : 'asc')
    .limit(page.limit)
    .execute();
  return rows.map(toCommand);
}

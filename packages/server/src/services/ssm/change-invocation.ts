import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { type Command, type Invocation, isEnded } from './rules/command.ts';
import { nextInvocations, statusOf } from './rules/command-progress.ts';
import { commandEvent, invocationEvent } from './rules/status-events.ts';
import { insertInvocation, listInvocations, lockCommand, saveInvocation } from './store/commands.ts';
import { INVOKE, invokeId } from './work-kinds.ts';

/** Makes the invocations of a new command, and sends those whose turn it is. */
export async function insertInvocations(
  tx: Db,
  parts: Parts,
  command: Command,
  invocations: readonly Invocation[],
): Promise<void> {
  for (const [place, invocation] of invocations.entries()) await insertInvocation(tx, invocation, place);
  await parts.emitEvent(tx, commandEvent(parts, command, statusOf(command, invocations)));
  await sendNext(tx, parts, command, invocations);
}

/**
 * Writes what a look at an invocation made of it; undefined leaves it. What follows for the command is in the same transaction: its
 * next invocations, or their end, and the events.
 */
export async function changeInvocation(
  parts: Parts,
  { command: id, instance }: Pick<Invocation, 'command' | 'instance'>,
  change: (invocation: Invocation) => Invocation | undefined,
): Promise<Invocation | undefined> {
  return await parts.database.transaction(async (tx) => {
    const command = await lockCommand(tx, id);
    if (!command) return undefined;
    const invocations = await listInvocations(tx, { command: id });
    const before = invocations.find((invocation) => invocation.instance === instance);
    const after = before && change(before);
    if (!before || !after) return before;
    const all = invocations.map((invocation) => (invocation === before ? after : invocation));
    await saveInvocation(tx, after);
    if (before.status === after.status && before.details === after.details) return after;
    await parts.emitEvent(tx, invocationEvent(parts, command, after));
    const [was, is] = [statusOf(command, invocations), statusOf(command, all)];
    const left = isEnded(after) ? await sendNext(tx, parts, command, all) : all;
    const end = left === all ? is : statusOf(command, left);
    if (was.status !== end.status) await parts.emitEvent(tx, commandEvent(parts, command, end));
    return after;
  });
}

async function sendNext(
  tx: Db,
  parts: Parts,
  command: Command,
  invocations: readonly Invocation[],
): Promise<readonly Invocation[]> {
  const { send, terminate } = nextInvocations(command, invocations);
  const changed = new Map<Invocation, Invocation>();
  for (const invocation of send) changed.set(invocation, { ...invocation, isSent: true });
  for (const invocation of terminate)
    changed.set(invocation, { ...invocation, status: 'Failed', details: 'Terminated' });
  for (const [, after] of changed) {
    await saveInvocation(tx, after);
    if (isEnded(after)) await parts.emitEvent(tx, invocationEvent(parts, command, after));
    else await queueInvocation(tx, parts, after);
  }
  return changed.size === 0 ? invocations : invocations.map((invocation) => changed.get(invocation) ?? invocation);
}

/** Has somebody look after an invocation, at once. */
export async function queueInvocation(
  tx: Db,
  { queue }: Pick<Parts, 'queue'>,
  { command, instance }: Pick<Invocation, 'command' | 'instance'>,
): Promise<void> {
  await queue.enqueue(tx, { kind: INVOKE, id: invokeId(command, instance), payload: { command, instance } });
}

import type { Db } from '../../database/database.ts';
import { changeSetNotFound, stackMissing, stackNotFound } from './errors.ts';
import { type ChangeSet, findChangeSet } from './store/change-sets.ts';
import { findStack, type Stack, statusOf } from './store/stacks.ts';

/** A stack that is there, or was and is named by its ARN. */
export async function existingStack(db: Db, nameOrId: string, refuse = stackNotFound): Promise<Stack> {
  const stack = await findStack(db, nameOrId);
  if (!stack) throw refuse(nameOrId);
  return stack;
}

/** The same for calls that word it differently. */
export const namedStack = (db: Db, nameOrId: string): Promise<Stack> => existingStack(db, nameOrId, stackMissing);

/** A stack that is there. */
export async function liveStack(db: Db, nameOrId: string): Promise<Stack> {
  const stack = await existingStack(db, nameOrId);
  if (statusOf(stack) === 'DELETE_COMPLETE') throw stackNotFound(nameOrId);
  return stack;
}

export async function existingChangeSet(
  db: Db,
  { name, stack }: { name: string; stack: string | undefined },
): Promise<{ changeSet: ChangeSet; stack: Stack }> {
  const owner = stack === undefined ? undefined : await existingStack(db, stack);
  const changeSet = await findChangeSet(db, { name, stack: owner?.id });
  const found = changeSet && (owner ?? (await findStack(db, changeSet.stack)));
  if (!changeSet || !found) throw changeSetNotFound(name);
  return { changeSet, stack: found };
}

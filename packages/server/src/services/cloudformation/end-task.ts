import type { StackEvent, Task } from '@codeyard/engine/stacks/stack-state';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import type { PhysicalDocument, TaskDocument } from './rules/stack.ts';
import { findTask, forgetResource, forgetTask, saveResource, saveTask } from './store/resources.ts';
import { lockStack, type Stack, saveDocument } from './store/stacks.ts';
import { type Happening, tell } from './tell.ts';
import { apply } from './transition.ts';

/** A task that is being done. */
export interface Doing {
  readonly stack: Stack;
  readonly task: Task;
}

/** Where a resource has come to. */
export interface Standing {
  readonly status: string;
  readonly physicalId: string;
  readonly reason?: string;
}

export const seal = ({ vault }: Pick<Parts, 'vault'>, document: PhysicalDocument | TaskDocument): string =>
  vault.seal(JSON.stringify(document));

export async function openTask(db: Db, parts: Parts, { stack, task }: Doing): Promise<TaskDocument | undefined> {
  const sealed = await findTask(db, stack.id, task.key);
  return sealed === undefined ? undefined : (JSON.parse(parts.vault.open(sealed)) as TaskDocument);
}

/** Writes down how far a task came, as long as it is wanted; answers whether it is. */
export async function note(
  parts: Parts,
  { stack: { id }, task }: Doing,
  work: (tx: Db, stack: Stack) => Promise<{ document?: TaskDocument; standing?: Standing; properties?: string }>,
): Promise<boolean> {
  return await parts.database.transaction(async (tx) => {
    const stack = await lockStack(tx, id);
    if (!stack?.state.operation?.running[task.key]) return false;
    const { document, standing, properties } = await work(tx, stack);
    if (document) {
      const present = await openTask(tx, parts, { stack, task });
      const merged = present?.response ? { ...document, response: present.response } : document;
      await saveTask(tx, id, task.key, seal(parts, merged));
    }
    if (standing) await saveDocument(tx, await stand(tx, parts, { stack, task }, { ...standing, properties }));
    return true;
  });
}

/** The task came back: all that follows is one transaction. */
export async function end(
  parts: Parts,
  { stack: { id }, task }: Doing,
  work: (tx: Db, stack: Stack) => Promise<{ event: StackEvent; standings: readonly Standing[] }>,
): Promise<void> {
  await parts.database.transaction(async (tx) => {
    let stack = await lockStack(tx, id);
    if (!stack?.state.operation?.running[task.key]) return;
    const { event, standings } = await work(tx, stack);
    for (const standing of standings) stack = await stand(tx, parts, { stack, task }, standing);
    await forgetTask(tx, id, task.key);
    await apply(tx, parts, stack, event);
  });
}

/** What a resource's row and events say. What was removed while another one of its name is there has events only. */
async function stand(
  tx: Db,
  parts: Parts,
  { stack, task }: Doing,
  { status, physicalId, reason, properties }: Standing & { properties?: string | undefined },
): Promise<Stack> {
  const present = stack.state.resources[task.id];
  const isOld = task.action === 'delete' && present !== undefined && present.physicalId !== task.physicalId;
  const isGone = status === 'DELETE_COMPLETE' && stack.state.operation?.kind === 'update';
  if (isGone && !isOld) await forgetResource(tx, stack.id, task.id);
  else if (!isOld) {
    const row = {
      stack: stack.id,
      logicalId: task.id,
      physicalId,
      type: task.type,
      status,
      updatedAt: parts.clock.now(),
    };
    await saveResource(tx, { ...row, ...(reason === undefined ? {} : { reason }) });
  }
  const happening: Happening = {
    ...{ logicalId: task.id, physicalId, type: task.type, status },
    ...(reason === undefined ? {} : { reason }),
    ...(properties === undefined ? {} : { properties }),
  };
  return await tell(tx, parts, stack, [happening]);
}

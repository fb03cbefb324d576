import type { Task } from '@codeyard/engine/stacks/stack-state';
import type { RunAgain } from '../../../work-queue/work-queue.ts';
import { resolveReferences } from '../dynamic-references.ts';
import { type Doing, end, note, openTask } from '../end-task.ts';
import type { Parts } from '../parts.ts';
import { callOf } from '../resource-call.ts';
import type { PhysicalDocument, TaskDocument } from '../rules/stack.ts';
import { forgetPhysical, listPhysicals } from '../store/resources.ts';
import { typeOf } from './make-resource.ts';

export async function removeResource(parts: Parts, doing: Doing): Promise<RunAgain | undefined> {
  const { stack } = doing;
  const task = doing.task as Extract<Task, { action: 'delete' }>;
  const { physicalId } = task;
  const type = typeOf(parts, task.type);
  const begun = await openTask(parts.database, parts, doing);
  const properties = begun?.properties ?? (await propertiesOf(parts, doing, physicalId));
  const document: TaskDocument = begun ?? { properties };
  if (!begun) {
    const standing = { status: 'DELETE_IN_PROGRESS', physicalId };
    if (!(await note(parts, doing, async () => ({ document, standing })))) return undefined;
  }
  const { aws } = callOf(parts, { stack, task, properties, begun });
  // A secret that is gone does not keep what was made with it.
  const resolved = await resolveReferences(aws, properties).catch(() => properties);
  const progress = await type.delete({ ...callOf(parts, { stack, task, properties: resolved, begun }), physicalId });
  if (progress.state === 'waiting') {
    const isWanted = await note(parts, doing, async () => ({ document: { ...document, memo: progress.memo } }));
    return isWanted ? { again: { afterMs: progress.afterMs } } : undefined;
  }
  await end(parts, doing, async (tx) => {
    await forgetPhysical(tx, stack.id, { logicalId: task.id, physicalId });
    return { event: { type: 'done', key: task.key }, standings: [{ status: 'DELETE_COMPLETE', physicalId }] };
  });
  return undefined;
}

async function propertiesOf(parts: Parts, { stack, task }: Doing, physicalId: string) {
  const all = await listPhysicals(parts.database, stack.id);
  const found = all.find((one) => one.logicalId === task.id && one.physicalId === physicalId);
  return found ? (JSON.parse(parts.vault.open(found.sealed)) as PhysicalDocument).properties : {};
}

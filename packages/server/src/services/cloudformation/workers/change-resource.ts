import { findPolicyDenial } from '@codeyard/engine/stacks/stack-policy';
import type { Task } from '@codeyard/engine/stacks/stack-state';
import { differingProperties } from '@codeyard/engine/template/compare-templates';
import type { RunAgain } from '../../../work-queue/work-queue.ts';
import { resolveReferences } from '../dynamic-references.ts';
import { type Doing, end, note, openTask, seal } from '../end-task.ts';
import type { Parts } from '../parts.ts';
import { callOf } from '../resource-call.ts';
import { ResourceFailure, type ResourceType } from '../resources/resource-type.ts';
import type { PhysicalDocument, Tag, TaskDocument } from '../rules/stack.ts';
import { noteImports } from '../store/exports.ts';
import { listPhysicals, savePhysical } from '../store/resources.ts';
import type { WantedProperties } from './evaluate-properties.ts';
import { makeResource, typeOf } from './make-resource.ts';

type Update = Extract<Task, { action: 'update' }>;

/** Brings a resource to what a version's template says: nothing, a change in place, or another resource. */
export async function changeResource(
  parts: Parts,
  doing: Doing,
  wanted: WantedProperties,
): Promise<RunAgain | undefined> {
  const task = doing.task as Update;
  const { stack } = doing;
  const type = typeOf(parts, task.type);
  const was = await openPhysical(parts, doing, task.physicalId);
  const begun = await openTask(parts.database, parts, doing);
  if (begun?.replaces) return await makeResource(parts, doing, wanted, 'UPDATE');
  if (!was) return await clearAway(parts, doing, { type, wanted });
  const changed = changesOf(type, was, { properties: wanted.properties, tags: stack.document.facts.tags });
  if (changed.size === 0 && !was.isDirty) return await unchanged(parts, doing, wanted);
  const replaces = !type.update || [...changed].some((name) => type.properties[name] === 'replaces');
  if (!begun) refuseByPolicy(doing, replaces ? 'Update:Replace' : 'Update:Modify');
  if (replaces) {
    refuseSameName(type, was, wanted);
    await note(parts, doing, async () => ({
      standing: { status: 'UPDATE_IN_PROGRESS', physicalId: task.physicalId, reason: REPLACING },
      properties: wanted.shown,
    }));
    return await makeResource(parts, doing, wanted, 'UPDATE');
  }
  return await changeInPlace(parts, doing, { type, was, wanted, changed, begun });
}

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';

async function openPhysical(
  parts: Parts,
  { stack, task }: Doing,
  physicalId: string,
): Promise<PhysicalDocument | undefined> {
  const all = await listPhysicals(parts.database, stack.id);
  const found = all.find((one) => one.logicalId === task.id && one.physicalId === physicalId);
  return found && (JSON.parse(parts.vault.open(found.sealed)) as PhysicalDocument);
}

function changesOf(
  type: ResourceType,
  was: PhysicalDocument,
  is: Pick<PhysicalDocument, 'properties' | 'tags'>,
): Set<string> {
  const changed = new Set(differingProperties(was.properties, is.properties));
  if (type.properties.Tags && sorted(was.tags) !== sorted(is.tags)) changed.add('Tags');
  return changed;
}

const sorted = (tags: readonly Tag[]): string =>
  tags
    .map(({ Key, Value }) => JSON.stringify([Key, Value]))
    .sort()
    .join();

/** What was begun and never came to be goes before it is made anew. */
async function clearAway(
  parts: Parts,
  doing: Doing,
  { type, wanted }: { type: ResourceType; wanted: WantedProperties },
): Promise<RunAgain | undefined> {
  const { stack, task } = doing;
  const { physicalId } = task as Update;
  const call = callOf(parts, { stack, task, properties: wanted.properties, begun: undefined });
  const progress = await type.delete({ ...call, physicalId });
  if (progress.state === 'waiting') return { again: { afterMs: progress.afterMs } };
  return await makeResource(parts, doing, wanted, 'UPDATE');
}

async function unchanged(parts: Parts, doing: Doing, { imports }: WantedProperties): Promise<undefined> {
  await end(parts, doing, async (tx, stack) => {
    await noteImports(tx, { stack: stack.id, turn: stack.state.turn, names: imports });
    return { event: { type: 'done', key: doing.task.key }, standings: [] };
  });
}

function refuseByPolicy({ stack, task }: Doing, action: 'Update:Modify' | 'Update:Replace'): void {
  const { policy, policyDuringUpdate } = stack.document;
  const text = policyDuringUpdate ?? policy;
  if (text === undefined || stack.state.operation?.phase !== 'forward') return;
  const denial = findPolicyDenial(text, { action, logicalId: task.id, type: task.type });
  if (denial) throw new ResourceFailure(denial);
}

function refuseSameName({ nameProperty }: ResourceType, was: PhysicalDocument, { properties }: WantedProperties): void {
  const name = nameProperty === undefined ? undefined : properties[nameProperty];
  if (name === undefined || nameProperty === undefined || was.properties[nameProperty] !== name) return;
  throw new ResourceFailure(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(name)} and update the stack again.`,
  );
}

async function changeInPlace(
  parts: Parts,
  doing: Doing,
  about: {
    type: ResourceType;
    was: PhysicalDocument;
    wanted: WantedProperties;
    changed: ReadonlySet<string>;
    begun: TaskDocument | undefined;
  },
): Promise<RunAgain | undefined> {
  const { type, was, wanted, changed, begun } = about;
  const { stack } = doing;
  const task = doing.task as Update;
  const properties = begun?.properties ?? wanted.properties;
  const document: TaskDocument = begun ?? { properties };
  const save = (physical: PhysicalDocument, physicalId: string) => ({
    logicalId: task.id,
    physicalId,
    sealed: seal(parts, physical),
  });
  if (!begun) {
    const isWanted = await note(parts, doing, async (tx) => {
      await savePhysical(tx, stack.id, save({ ...was, isDirty: true }, task.physicalId));
      return {
        document,
        standing: { status: 'UPDATE_IN_PROGRESS', physicalId: task.physicalId },
        properties: wanted.shown,
      };
    });
    if (!isWanted) return undefined;
  }
  const { aws } = callOf(parts, { stack, task, properties, begun });
  const call = callOf(parts, { stack, task, properties: await resolveReferences(aws, properties), begun });
  // What may be anything is brought to what it has to be, property by property.
  const all = was.isDirty ? new Set([...changed, ...Object.keys(properties), ...Object.keys(was.properties)]) : changed;
  const update = type.update as NonNullable<ResourceType['update']>;
  const progress = await update({ ...call, physicalId: task.physicalId, previous: was.properties, changed: all });
  if (progress.state === 'waiting') {
    const isWanted = await note(parts, doing, async () => ({ document: { ...document, memo: progress.memo } }));
    return isWanted ? { again: { afterMs: progress.afterMs } } : undefined;
  }
  const physicalId = progress.physicalId ?? task.physicalId;
  const attributes = progress.attributes ?? (await type.read({ ...call, physicalId })) ?? was.attributes;
  await end(parts, doing, async (tx, locked) => {
    const { tags } = stack.document.facts;
    await savePhysical(tx, stack.id, save({ type: task.type, properties, attributes, tags }, physicalId));
    if (physicalId !== task.physicalId) await savePhysical(tx, stack.id, save(was, task.physicalId));
    await noteImports(tx, { stack: stack.id, turn: locked.state.turn, names: wanted.imports });
    return {
      event: { type: 'done', key: task.key, physicalId },
      standings: [
        { status: 'UPDATE_COMPLETE', physicalId, ...(progress.note === undefined ? {} : { reason: progress.note }) },
      ],
    };
  });
  return undefined;
}

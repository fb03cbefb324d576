import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { RunAgain } from '../../../work-queue/work-queue.ts';
import { resolveReferences } from '../dynamic-references.ts';
import { type Doing, end, note, openTask, seal } from '../end-task.ts';
import type { Parts } from '../parts.ts';
import { callOf } from '../resource-call.ts';
import { type Progress, type ResourceCall, ResourceFailure, type ResourceType } from '../resources/resource-type.ts';
import type { TaskDocument } from '../rules/stack.ts';
import { noteImports } from '../store/exports.ts';
import { savePhysical } from '../store/resources.ts';
import type { WantedProperties } from './evaluate-properties.ts';

/** A resource could not be made, and something of it is there. */
export class HalfMade extends Error {
  readonly physicalId: string;

  constructor(physicalId: string, cause: unknown) {
    super('half made', { cause });
    this.physicalId = physicalId;
  }
}

/** `verb` is what the events call it: a replacement is made while the resource is updated. */
export async function makeResource(
  parts: Parts,
  doing: Doing,
  wanted: WantedProperties,
  verb: 'CREATE' | 'UPDATE' = 'CREATE',
): Promise<RunAgain | undefined> {
  const { stack, task } = doing;
  const type = typeOf(parts, task.type);
  const begun = await openTask(parts.database, parts, doing);
  // What was begun goes on with what it began with, whatever was changed since.
  const properties = begun?.properties ?? wanted.properties;
  const resolved = await resolveReferences(callOf(parts, { stack, task, properties, begun }).aws, properties);
  const call = callOf(parts, { stack, task, properties: resolved, begun });
  const document: TaskDocument = begun ?? { properties, ...(verb === 'UPDATE' ? { replaces: true } : {}) };
  if (!begun) {
    await refuseExisting(type, call);
    const isWanted = await note(parts, doing, async () => ({
      ...{ document, properties: wanted.shown },
      ...(verb === 'CREATE' ? { standing: { status: 'CREATE_IN_PROGRESS', physicalId: '' } } : {}),
    }));
    if (!isWanted) return undefined;
  }
  const progress = await attempt(type, call, document);
  if (progress.state === 'waiting') return await wait(parts, doing, { document, progress, type, call });
  return await made(parts, doing, {
    type,
    call,
    properties,
    progress,
    wanted,
    verb,
    wasTold: document.physicalId !== undefined,
  });
}

export function typeOf(parts: Parts, name: string): ResourceType {
  const type = parts.findType(name);
  if (!type) throw new ResourceFailure(`Unrecognized resource type ${name}`);
  return type;
}

/** Somebody else's stays somebody else's. */
async function refuseExisting(type: ResourceType, call: ResourceCall): Promise<void> {
  const physicalId = type.isRecorded ? undefined : type.identify?.(call);
  if (physicalId === undefined) return;
  if (await type.read({ ...call, physicalId }))
    throw new ResourceFailure(`Resource of type '${type.type}' with identifier '${physicalId}' already exists.`);
}

/** What fails half-way is told with what is there of it, so that it goes. */
async function attempt(type: ResourceType, call: ResourceCall, document: TaskDocument): Promise<Progress> {
  try {
    return await type.create(call);
  } catch (error) {
    const physicalId = document.physicalId ?? identified(type, call);
    const isThere =
      physicalId !== undefined && (document.physicalId !== undefined || (await type.read({ ...call, physicalId })));
    throw isThere ? new HalfMade(physicalId, error) : error;
  }
}

function identified(type: ResourceType, call: ResourceCall): string | undefined {
  try {
    return type.isRecorded ? undefined : type.identify?.(call);
  } catch {
    // What it is known by cannot be told from properties that are wrong.
    return undefined;
  }
}

/** Remembers what the type wants remembered. An operation that failed elsewhere waits for nobody. */
async function wait(
  parts: Parts,
  doing: Doing,
  about: {
    document: TaskDocument;
    progress: Extract<Progress, { state: 'waiting' }>;
    type: ResourceType;
    call: ResourceCall;
  },
): Promise<RunAgain | undefined> {
  const { document, progress, type, call } = about;
  const physicalId = progress.physicalId ?? document.physicalId ?? identified(type, call);
  let isCancelled = false;
  const isWanted = await note(parts, doing, async (_, stack) => {
    isCancelled = stack.state.operation?.failure !== undefined && stack.state.operation.phase === 'forward';
    const isNews = physicalId !== undefined && document.physicalId === undefined;
    return {
      document: { ...document, memo: progress.memo, ...(physicalId === undefined ? {} : { physicalId }) },
      ...(isNews ? { standing: { status: 'CREATE_IN_PROGRESS', physicalId, reason: INITIATED } } : {}),
    };
  });
  if (!isWanted) return undefined;
  if (isCancelled)
    throw physicalId === undefined
      ? new ResourceFailure(CANCELLED)
      : new HalfMade(physicalId, new ResourceFailure(CANCELLED));
  return { again: { afterMs: progress.afterMs } };
}

const INITIATED = 'Resource creation Initiated';
const CANCELLED = 'Resource creation cancelled';

async function made(
  parts: Parts,
  doing: Doing,
  about: {
    type: ResourceType;
    call: ResourceCall;
    properties: JsonObject;
    progress: Extract<Progress, { state: 'done' }>;
    wanted: WantedProperties;
    verb: 'CREATE' | 'UPDATE';
    wasTold: boolean;
  },
): Promise<undefined> {
  const { type, call, properties, progress, wanted, verb, wasTold } = about;
  const { stack, task } = doing;
  const physicalId = progress.physicalId ?? type.identify?.(call);
  if (physicalId === undefined) throw new Error(`${type.type} was made and has no id`);
  const attributes = progress.attributes ?? (await type.read({ ...call, physicalId }));
  if (!attributes) throw new ResourceFailure(`The resource ${physicalId} was made and is gone again`);
  await end(parts, doing, async (tx, locked) => {
    const sealed = seal(parts, { type: task.type, properties, attributes, tags: stack.document.facts.tags });
    await savePhysical(tx, stack.id, { logicalId: task.id, physicalId, sealed });
    await noteImports(tx, { stack: stack.id, turn: locked.state.turn, names: wanted.imports });
    const initiated =
      wasTold || verb === 'UPDATE' ? [] : [{ status: 'CREATE_IN_PROGRESS', physicalId, reason: INITIATED }];
    const note = type.isRecorded ? `Written down only: nothing of Codeyard acts on ${task.type}` : progress.note;
    return {
      event: { type: 'done', key: task.key, physicalId },
      standings: [
        ...initiated,
        { status: `${verb}_COMPLETE`, physicalId, ...(note === undefined ? {} : { reason: note }) },
      ],
    };
  });
}

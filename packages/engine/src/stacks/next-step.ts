import {
  HALF_MADE,
  type Leftover,
  type Operation,
  type StackEvent,
  type StackResource,
  type StackState,
  type StackStatus,
  type Task,
} from './stack-state.ts';

export interface StackStep {
  readonly state: StackState;
  /** What is to be done now, all at once. */
  readonly tasks: readonly Task[];
  /** Every status that the stack came to on the way, the last one being what it has; empty when it stays what it was. */
  readonly statuses: readonly StackStatus[];
}

export const NEW_STACK: StackState = { status: 'CREATE_IN_PROGRESS', resources: {}, turn: 0 };

/**
 * What an event makes of a stack, and which tasks may begin. A task that comes back twice changes nothing the second time; a resource
 * begins when all it needs is as it should be, and goes when nothing needs it any more.
 */
export function nextStep(state: StackState, event: StackEvent): StackStep {
  const begun = apply(state, event);
  if (begun === undefined) return { state, tasks: [], statuses: [] };
  return settle(begun, begun.turn === state.turn ? [] : [begun.status]);
}

function apply(state: StackState, event: StackEvent): StackState | undefined {
  switch (event.type) {
    case 'create':
    case 'update':
      return state.operation ? undefined : begin(state, event);
    case 'delete':
      return state.operation && !isPaused(state) ? undefined : beginDelete(state, event.retain ?? []);
    case 'continue-rollback':
      return continueRollback(state, event.skip);
    case 'cancel':
      return cancelled(state, event.reason);
    case 'done':
    case 'failed': {
      const task = state.operation?.running[event.key];
      if (!state.operation || !task) return undefined;
      const { [event.key]: _, ...running } = state.operation.running;
      const returned = { ...state, operation: { ...state.operation, running } };
      return event.type === 'done' ? succeeded(returned, task, event.physicalId) : failed(returned, task, event);
    }
  }
}

type Begin = Extract<StackEvent, { type: 'create' | 'update' }>;

/** A rollback that failed waits for somebody to say how it goes on. */
const isPaused = ({ status }: StackState) => status === 'UPDATE_ROLLBACK_FAILED';

const versionOf = ({ resources }: StackState) =>
  Object.values(resources).reduce((most, { version }) => Math.max(most, version), 0);

function begin(state: StackState, { type: kind, wanted, rollsBack }: Begin): StackState {
  const version = versionOf(state) + 1;
  const before = state.resources;
  const operation: Operation = {
    ...{ kind, phase: 'forward', version, wanted, before, running: {}, stuck: [], rollsBack },
    leftovers: state.leftovers ?? [],
  };
  const status = kind === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
  return { status, resources: state.resources, turn: state.turn + 1, operation };
}

function beginDelete(state: StackState, retain: readonly string[]): StackState {
  const { resources } = state;
  const kept = Object.entries(resources).filter(([id, { isRetained }]) => isRetained || retain.includes(id));
  const left = Object.fromEntries(Object.entries(resources).filter(([id]) => !kept.some(([name]) => name === id)));
  const operation: Operation = {
    ...{ kind: 'delete', phase: 'cleanup', version: versionOf(state), wanted: {}, before: resources, running: {} },
    leftovers: [...(state.leftovers ?? []), ...(state.operation?.leftovers ?? []), ...leftoversOf(left)],
    ...{ stuck: [], rollsBack: false },
  };
  return { status: 'DELETE_IN_PROGRESS', resources: left, turn: state.turn + 1, operation };
}

const leftoversOf = (resources: StackState['resources']): Leftover[] =>
  Object.entries(resources).map(([id, resource]) => ({ ...resource, id }));

function continueRollback(state: StackState, skip: readonly string[]): StackState | undefined {
  const { operation } = state;
  if (!isPaused(state) || !operation) return undefined;
  const { failure: _, ...rest } = operation;
  const resources = { ...state.resources };
  for (const id of skip) {
    const before = operation.before[id];
    if (before) resources[id] = before;
  }
  const turn = state.turn + 1;
  return {
    status: 'UPDATE_ROLLBACK_IN_PROGRESS',
    resources,
    turn,
    operation: { ...rest, phase: 'rollback', stuck: [] },
  };
}

function cancelled(state: StackState, reason: string): StackState | undefined {
  const { operation } = state;
  if (operation?.phase !== 'forward' || operation.failure) return undefined;
  return { ...state, operation: { ...operation, failure: { resource: '', reason } } };
}

function succeeded(state: StackState, task: Task, physicalId: string | undefined): StackState {
  const operation = state.operation as Operation;
  if (task.action === 'delete') return without(state, task);
  const was = state.resources[task.id];
  const wanted = task.version === operation.version ? operation.wanted[task.id] : operation.before[task.id];
  if (!wanted) return state;
  const { type, needs, isRetained, goesWhenNew } = wanted;
  const id = physicalId ?? was?.physicalId ?? task.id;
  const isReplaced = was !== undefined && (was.physicalId !== id || was.type !== type);
  const keeps = was?.version !== HALF_MADE && (operation.wanted[task.id]?.keepsReplaced ?? false);
  const leftovers = isReplaced && !keeps ? [...operation.leftovers, { ...was, id: task.id }] : operation.leftovers;
  const resource: StackResource = {
    ...{ type, needs, isRetained, physicalId: id, version: task.version },
    ...(goesWhenNew ? { goesWhenNew } : {}),
  };
  return { ...state, resources: { ...state.resources, [task.id]: resource }, operation: { ...operation, leftovers } };
}

/** A deleted resource is neither among the leftovers nor, where it still had its name, in the stack. */
function without(state: StackState, task: Extract<Task, { action: 'delete' }>): StackState {
  const operation = state.operation as Operation;
  const leftovers = operation.leftovers.filter((leftover) => nameOf(leftover) !== nameOf(task));
  const isNamed =
    state.resources[task.id]?.physicalId === task.physicalId && state.resources[task.id]?.type === task.type;
  const { [task.id]: _, ...others } = state.resources;
  return { ...state, resources: isNamed ? others : state.resources, operation: { ...operation, leftovers } };
}

type Failure = Extract<StackEvent, { type: 'failed' }>;

function failed(state: StackState, task: Task, { reason, physicalId }: Failure): StackState {
  const operation = state.operation as Operation;
  if (task.action === 'delete')
    return { ...state, operation: { ...operation, stuck: [...operation.stuck, nameOf(task)] } };
  const failure = operation.failure ?? { resource: task.id, reason };
  const marked = { ...state, operation: { ...operation, failure } };
  const was = state.resources[task.id];
  // What was changed half-way has to be brought back, like all that was changed; what was brought back half-way, still has.
  if (task.action === 'update' && was && (physicalId ?? was.physicalId) === was.physicalId) {
    const isOld = was.version === HALF_MADE || operation.phase === 'rollback';
    return withResource(marked, task.id, { ...was, version: isOld ? was.version : task.version });
  }
  if (physicalId === undefined) return marked;
  const { type, needs } = operation.wanted[task.id] ?? { type: task.type, needs: [] };
  const half: StackResource = { type, needs, physicalId, version: HALF_MADE, isRetained: false };
  if (!was) return withResource(marked, task.id, half);
  const leftover: Leftover = { ...half, id: task.id, isNew: true };
  // A rollback that is tried again may come upon what it left the time before.
  if (operation.leftovers.some((known) => nameOf(known) === nameOf(leftover))) return marked;
  return { ...marked, operation: { ...marked.operation, leftovers: [...operation.leftovers, leftover] } };
}

const withResource = (state: StackState, id: string, resource: StackResource): StackState => ({
  ...state,
  resources: { ...state.resources, [id]: resource },
});

/** Tells what is to go apart: a logical id may stand for several things by then. */
const nameOf = ({ id, physicalId, type }: Pick<Leftover, 'id' | 'physicalId' | 'type'>) =>
  `${physicalId} ${type} ${id}`;

/** Gives out what may begin, or goes on to the next phase once nothing runs and nothing may. */
function settle(state: StackState, statuses: readonly StackStatus[]): StackStep {
  const { operation } = state;
  if (!operation) return { state, tasks: [], statuses };
  const tasks = operation.failure && operation.phase !== 'cleanup' ? [] : readyTasks(state, operation);
  if (tasks.length > 0) {
    const running = { ...operation.running, ...Object.fromEntries(tasks.map((task) => [task.key, task])) };
    return { state: { ...state, operation: { ...operation, running } }, tasks, statuses };
  }
  if (Object.keys(operation.running).length > 0) return { state, tasks: [], statuses };
  const after = PHASE_ENDS[operation.phase](state, operation);
  const passed = after.status === state.status ? statuses : [...statuses, after.status];
  return after.operation && after.operation !== operation
    ? settle(after, passed)
    : { state: after, tasks: [], statuses: passed };
}

function readyTasks(state: StackState, operation: Operation): Task[] {
  if (operation.phase === 'cleanup') return readyDeletions(state, operation);
  const isBack = operation.phase === 'rollback';
  const goal = isBack ? operation.before : operation.wanted;
  const isAsWanted = (id: string) => {
    const resource = state.resources[id];
    if (!resource) return false;
    return isBack ? resource.version !== operation.version : resource.version === operation.version;
  };
  return Object.entries(goal).flatMap(([id, { type, needs }]): Task[] => {
    const version = isBack ? (operation.before[id]?.version ?? 0) : operation.version;
    const key = `${state.turn} ${id} ${version}`;
    if (isAsWanted(id) || operation.running[key]) return [];
    if (!needs.every((need: string) => !goal[need] || isAsWanted(need))) return [];
    const known = state.resources[id];
    if (!known || known.type !== type) return [{ action: 'create', key, id, type, version }];
    return [{ action: 'update', key, id, type, version, physicalId: known.physicalId }];
  });
}

/** What goes last is what others need that still have to go. */
function readyDeletions({ turn }: StackState, { leftovers, running, stuck }: Operation): Task[] {
  const waiting = leftovers.filter((leftover) => !stuck.includes(nameOf(leftover)));
  return waiting.flatMap((leftover): Task[] => {
    const key = `${turn} ${nameOf(leftover)}`;
    const isNeeded = leftovers.some(
      (other) => other !== leftover && other.id !== leftover.id && other.needs.includes(leftover.id),
    );
    if (running[key] || isNeeded) return [];
    const { id, type, physicalId } = leftover;
    return [{ action: 'delete', key, id, type, physicalId }];
  });
}

/** Of what an operation made and has to give up, what goes. */
const leavings = (
  resources: StackState['resources'],
  isOurs: (resource: StackResource, id: string) => boolean,
): Leftover[] =>
  leftoversOf(resources).filter((resource) => {
    const { id, isRetained, goesWhenNew } = resource;
    return isOurs(resource, id) && (!isRetained || goesWhenNew === true);
  });

type PhaseEnd = (state: StackState, operation: Operation) => StackState;

const PHASE_ENDS: Readonly<Record<Operation['phase'], PhaseEnd>> = {
  forward(state, operation) {
    const { failure, kind, rollsBack, version } = operation;
    if (!failure) return tidy(state, operation);
    if (!rollsBack) {
      const after = ended(state, kind === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED');
      const leftovers = operation.leftovers.map((leftover) => ({ ...leftover, isNew: true }));
      return leftovers.length > 0 ? { ...after, leftovers } : after;
    }
    const { failure: _, ...rest } = operation;
    if (kind === 'create') {
      const leftovers = leavings(state.resources, ({ version: of }) => of === version || of === HALF_MADE);
      return {
        ...state,
        status: 'ROLLBACK_IN_PROGRESS',
        operation: { ...rest, phase: 'cleanup', leftovers: [...rest.leftovers, ...leftovers] },
      };
    }
    return goBack(state, rest);
  },
  rollback(state, operation) {
    if (operation.failure) return { ...state, status: 'UPDATE_ROLLBACK_FAILED' };
    const resources = Object.fromEntries(Object.entries(state.resources).filter(([id]) => operation.before[id]));
    const leftovers = [...operation.leftovers, ...leavings(state.resources, (_, id) => !operation.before[id])];
    return {
      ...state,
      status: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      resources,
      operation: { ...operation, phase: 'cleanup', leftovers },
    };
  },
  cleanup(state, operation) {
    const isStuck = operation.stuck.length > 0;
    switch (state.status) {
      case 'DELETE_IN_PROGRESS':
        return ended(state, isStuck ? 'DELETE_FAILED' : 'DELETE_COMPLETE');
      case 'ROLLBACK_IN_PROGRESS':
        return ended(state, isStuck ? 'ROLLBACK_FAILED' : 'ROLLBACK_COMPLETE');
      case 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS':
        return ended(state, 'UPDATE_ROLLBACK_COMPLETE');
      default:
        // What cannot be cleaned up is told of and left: the update itself is done.
        return ended(state, operation.kind === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
    }
  },
};

/** Everything wanted is there: what is wanted no more goes. */
function tidy(state: StackState, operation: Operation): StackState {
  const removed = Object.entries(state.resources).filter(([id]) => !operation.wanted[id]);
  const resources = Object.fromEntries(Object.entries(state.resources).filter(([id]) => operation.wanted[id]));
  const gone = removed.filter(([, { isRetained }]) => !isRetained).map(([id, resource]) => ({ ...resource, id }));
  const leftovers = [...operation.leftovers, ...gone];
  const status = operation.kind === 'create' ? state.status : 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  return { ...state, status, resources, operation: { ...operation, phase: 'cleanup', leftovers } };
}

/** What was replaced is taken back as it was, and its replacement goes; the rest is updated back. */
function goBack(state: StackState, operation: Omit<Operation, 'failure'>): StackState {
  const resources = { ...state.resources };
  const leftovers: Leftover[] = [];
  for (const replaced of operation.leftovers) {
    if (replaced.isNew) {
      leftovers.push(replaced);
      continue;
    }
    const replacement = resources[replaced.id];
    if (replacement) leftovers.push({ ...replacement, id: replaced.id });
    const { id, ...resource } = replaced;
    resources[id] = resource;
  }
  return {
    ...state,
    status: 'UPDATE_ROLLBACK_IN_PROGRESS',
    resources,
    operation: { ...operation, phase: 'rollback', leftovers },
  };
}

function ended(state: StackState, status: StackStatus): StackState {
  return { status, resources: state.resources, turn: state.turn };
}

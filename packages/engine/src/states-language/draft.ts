import type { Children, ExecutionEffect, ExecutionState, Frame, HistoryEvent } from './execution-state.ts';
import type { Chance } from './intrinsics.ts';
import type { Json, JsonObject } from './json.ts';
import type { Surroundings } from './json-path.ts';
import type { QueryScope } from './jsonata-template.ts';
import { processorOf, type QueryLanguage, type State, type StateMachine } from './state-machine.ts';
import type { StatesError } from './states-error.ts';

/** Facts about an execution that never change. */
export interface ExecutionFacts {
  readonly machine: StateMachine;
  readonly executionArn: string;
  readonly name: string;
  readonly input: Json;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly region: string;
}

export interface Means extends Chance {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What became of a state's work. */
export type Outcome =
  | { readonly type: 'blocked' }
  | { readonly type: 'result'; readonly result: Json }
  /** The next state is not that of the state itself. */
  | { readonly type: 'choice'; readonly to: string; readonly chosen: Pick<State, 'Output' | 'Assign'> }
  | { readonly type: 'error'; readonly error: StatesError };

export const BLOCKED: Outcome = { type: 'blocked' };

export interface EndedFrame {
  readonly frame: Frame;
  readonly output?: Json;
  readonly error?: StatesError;
}

/** An execution on its way from one state to the next: changed in place, then closed. */
export interface Draft {
  readonly facts: ExecutionFacts;
  readonly means: Means;
  readonly frames: Map<number, Frame>;
  readonly history: HistoryEvent[];
  readonly effects: ExecutionEffect[];
  /** Frames that can go on at once. */
  readonly ready: number[];
  /** Frames within others that have come to their end. */
  readonly ended: EndedFrame[];
  nextFrame: number;
  nextEvent: number;
  readonly redrives: number;
  /** The frames before a failure took them, until it is known whether it takes the execution. */
  unfinished?: NonNullable<ExecutionState['unfinished']>;
  end?: Pick<ExecutionState, 'status' | 'output' | 'error' | 'cause'>;
}

export function openDraft(state: ExecutionState, facts: ExecutionFacts, means: Means): Draft {
  return {
    facts,
    means,
    frames: new Map(Object.values(state.frames).map((frame) => [frame.id, frame])),
    history: [],
    effects: [],
    ready: [],
    ended: [],
    nextFrame: state.nextFrame,
    nextEvent: state.nextEvent,
    redrives: state.redrives ?? 0,
  };
}

export function closeDraft(draft: Draft): ExecutionState {
  return {
    status: 'RUNNING',
    frames: Object.fromEntries(draft.frames),
    nextFrame: draft.nextFrame,
    nextEvent: draft.nextEvent,
    ...(draft.redrives > 0 ? { redrives: draft.redrives } : {}),
    ...(draft.end && draft.end.status !== 'SUCCEEDED' && draft.unfinished ? { unfinished: draft.unfinished } : {}),
    ...draft.end,
  };
}

export function setFrame(draft: Draft, id: number, change: Partial<Frame>): Frame {
  const before = draft.frames.get(id);
  if (!before) throw new Error(`there is no frame ${id}`);
  const after = { ...before, ...change };
  draft.frames.set(id, after);
  return after;
}

export const setChildren = (draft: Draft, frame: Frame, change: Partial<Children>): Frame =>
  setFrame(draft, frame.id, { children: { ...(frame.children as Children), ...change } });

/** Writes an event into the history, after another one; answers its id. */
export function record(draft: Draft, previousEventId: number, type: string, details?: HistoryEvent['details']): number {
  const id = draft.nextEvent++;
  const event = { id, previousEventId, type, timestamp: draft.means.now };
  draft.history.push({ ...event, ...(details ? { details } : {}) });
  return id;
}

/** Writes an event of a frame into the history; answers the frame after it. */
export function recordOf(draft: Draft, { id }: Frame, type: string, details?: HistoryEvent['details']): Frame {
  const lastEvent = record(draft, draft.frames.get(id)?.lastEvent ?? 0, type, details);
  return setFrame(draft, id, { lastEvent });
}

/** The list of states that a frame goes through. */
export function machineOf(draft: Draft, { place }: Pick<Frame, 'place'>): StateMachine {
  let machine = draft.facts.machine;
  for (const { state, branch } of place) {
    const outer = machine.States[state];
    const inner = outer?.Type === 'Map' ? processorOf(outer) : outer?.Branches?.[branch];
    if (!inner) throw new Error(`the definition has no states in ${state}`);
    machine = inner;
  }
  return machine;
}

export function stateOf(draft: Draft, frame: Frame): State {
  const state = machineOf(draft, frame).States[frame.state];
  if (!state) throw new Error(`the definition has no state ${frame.state}`);
  return state;
}

/** A state's own language, else that of the whole machine. */
export const languageOf = (draft: Draft, state: State): QueryLanguage =>
  state.QueryLanguage ?? draft.facts.machine.QueryLanguage ?? 'JSONPath';

/** Variables of a frame and of those around it; the inner ones hide the outer. */
export function variablesOf(draft: Draft, frame: Frame): JsonObject {
  const outer = frame.parent === undefined ? undefined : draft.frames.get(frame.parent);
  return { ...(outer ? variablesOf(draft, outer) : {}), ...frame.variables };
}

/** The context object: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function contextOf(draft: Draft, frame: Frame): JsonObject {
  const { facts } = draft;
  const item = itemOf(draft, frame);
  return {
    Execution: {
      Id: facts.executionArn,
      Input: facts.input,
      Name: facts.name,
      RoleArn: facts.roleArn,
      StartTime: new Date(facts.startedAt).toISOString(),
      RedriveCount: draft.redrives,
    },
    StateMachine: { Id: facts.stateMachineArn, Name: facts.stateMachineName },
    State: {
      Name: frame.state,
      EnteredTime: new Date(frame.enteredAt).toISOString(),
      RetryCount: Object.values(frame.retries).reduce((sum, count) => sum + count, 0),
    },
    ...(frame.token === undefined ? {} : { Task: { Token: frame.token } }),
    ...(item ? { Map: { Item: { Index: item.index, Value: item.value } } } : {}),
  };
}

function itemOf(draft: Draft, frame: Frame): Frame['item'] {
  const outer = frame.parent === undefined ? undefined : draft.frames.get(frame.parent);
  return frame.item ?? (outer && itemOf(draft, outer));
}

export const surroundings = (draft: Draft, frame: Frame, data: Json): Surroundings => ({
  data,
  context: contextOf(draft, frame),
  variables: variablesOf(draft, frame),
});

export const queryScope = (
  draft: Draft,
  frame: Frame,
  more: Pick<QueryScope['states'], 'result' | 'errorOutput'> = {},
): QueryScope => ({
  states: { input: frame.input, context: contextOf(draft, frame), ...more },
  variables: variablesOf(draft, frame),
});

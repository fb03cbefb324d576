import { childEnded } from './children.ts';
import {
  closeDraft,
  type Draft,
  type ExecutionFacts,
  type Means,
  type Outcome,
  openDraft,
  record,
  recordOf,
  setFrame,
  stateOf,
} from './draft.ts';
import { cancelFrames, endExecution } from './end-execution.ts';
import { enter } from './enter.ts';
import type { ExecutionEffect, ExecutionEvent, ExecutionState, Frame, HistoryEvent } from './execution-state.ts';
import { fail } from './failures.ts';
import { leaveState } from './leave-state.ts';
import { reopen, resume, unfinished } from './redrive.ts';
import { enterState, performState } from './run-state.ts';
import { StatesError } from './states-error.ts';
import { taskNews, taskTimedOut } from './task-news.ts';

/** So many states are gone through in one go. */
const MOST_STEPS = 500;
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;

export const NEW_EXECUTION: ExecutionState = { status: 'RUNNING', frames: {}, nextFrame: 1, nextEvent: 1 };

export interface Step {
  readonly state: ExecutionState;
  readonly history: readonly HistoryEvent[];
  readonly effects: readonly ExecutionEffect[];
}

/**
 * Whatever may happen next to an execution, decided from plain data alone: the same event always gives the same step, and
 * one that no longer applies changes nothing. It is asynchronous only because JSONata is.
 */
export async function next(
  state: ExecutionState,
  event: ExecutionEvent,
  { facts, means }: { facts: ExecutionFacts; means: Means },
): Promise<Step> {
  const open = event.type === 'redrive' ? reopen(state) : state;
  if (open?.status !== 'RUNNING') return { state, history: [], effects: [] };
  const draft = openDraft(open, facts, means);
  await apply(draft, event);
  await settle(draft);
  return { state: closeDraft(draft), history: draft.history, effects: draft.effects };
}

async function apply(draft: Draft, event: ExecutionEvent): Promise<void> {
  switch (event.type) {
    case 'start':
      return start(draft);
    case 'continue':
      for (const { id, phase } of draft.frames.values()) if (phase === 'enter') draft.ready.push(id);
      return;
    case 'redrive':
      for (const frame of resume(draft)) await conclude(draft, frame, () => performState(draft, frame));
      return;
    case 'abort':
    case 'time-out':
      draft.unfinished = unfinished(draft.frames);
      cancelFrames(draft, ({ parent }) => parent === undefined);
      return endExecution(draft, event.type === 'abort' ? 'ABORTED' : 'TIMED_OUT', event.type === 'abort' ? event : {});
  }
  const frame = draft.frames.get(event.frame);
  if (frame?.attempt !== event.attempt) return;
  await conclude(draft, frame, () => happen(draft, frame, event));
}

type FrameEvent = Extract<ExecutionEvent, { frame: number }>;

/** What an event means for its frame. */
async function happen(draft: Draft, frame: Frame, event: FrameEvent): Promise<Outcome> {
  if (event.type !== 'timer') return await taskNews(draft, frame, event);
  if (event.kind === 'wait' && frame.phase === 'wait') return { type: 'result', result: frame.input };
  if (event.kind === 'retry' && frame.phase === 'retry') return await performState(draft, frame);
  return taskTimedOut(draft, frame, event);
}

function start(draft: Draft): void {
  const { machine, roleArn, input } = draft.facts;
  const details = { input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn };
  const lastEvent = record(draft, 0, 'ExecutionStarted', { executionStartedEventDetails: details });
  // As on AWS, the first state follows nothing.
  const frame = { id: draft.nextFrame++, index: 0, place: [], variables: {}, lastEvent: lastEvent - 1 };
  enter(draft, frame, machine.StartAt, input);
}

async function settle(draft: Draft): Promise<void> {
  for (let steps = 0; !draft.end; steps++) {
    if (draft.nextEvent > MOST_EVENTS) return endExecution(draft, 'FAILED', TOO_MANY_EVENTS);
    const ended = draft.ended.shift();
    if (ended) {
      const parent = await childEnded(draft, ended);
      if (parent) await conclude(draft, parent.frame, async () => parent.outcome);
      continue;
    }
    const frame = draft.frames.get(draft.ready[0] ?? 0);
    if (draft.ready.length === 0) return;
    if (steps >= MOST_STEPS) return void draft.effects.push({ type: 'continue' });
    draft.ready.shift();
    if (frame?.phase === 'enter') await conclude(draft, frame, () => enterState(draft, frame));
  }
}

const TOO_MANY_EVENTS = {
  error: 'States.Runtime',
  cause: `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
};

/** Does a piece of a state's work and what follows from it; what goes wrong is the state's error. */
async function conclude(draft: Draft, { id }: Frame, work: () => Promise<Outcome>): Promise<void> {
  try {
    const outcome = await work();
    const frame = draft.frames.get(id);
    if (frame) await follow(draft, frame, outcome);
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    const frame = draft.frames.get(id);
    if (!frame) return;
    const told = describe(error, frame);
    if (error.error === 'States.QueryEvaluationError') {
      const details = { error: told.error, cause: told.text, state: frame.state };
      recordOf(draft, frame, 'EvaluationFailed', { evaluationFailedEventDetails: details });
    }
    await fail(draft, setFrame(draft, id, {}), told);
  }
}

async function follow(draft: Draft, frame: Frame, outcome: Outcome): Promise<void> {
  if (outcome.type === 'blocked') return;
  if (outcome.type === 'error') return await fail(draft, frame, outcome.error);
  const state = stateOf(draft, frame);
  if (outcome.type === 'choice')
    return await leaveState(draft, frame, outcome.to, { chosen: outcome.chosen, result: frame.input });
  const to = state.End || state.Type === 'Succeed' ? undefined : state.Next;
  await leaveState(draft, frame, to, { chosen: state, result: outcome.result });
}

/** AWS tells where an error of its own came up. */
function describe(error: StatesError, { state, enteredEvent }: Frame): StatesError {
  if (!['States.Runtime', 'States.QueryEvaluationError'].includes(error.error)) return error;
  const place = `An error occurred while executing the state '${state}' (entered at the event id #${enteredEvent}). `;
  return new StatesError(error.error, place + error.text);
}

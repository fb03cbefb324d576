import { type Draft, languageOf, setFrame, stateOf } from './draft.ts';
import { cancelFrames, endExecution } from './end-execution.ts';
import type { Frame } from './execution-state.ts';
import type { Json } from './json.ts';
import { leaveState, placeResult } from './leave-state.ts';
import { unfinished } from './redrive.ts';
import type { Catcher, Retrier } from './state-machine.ts';
import { StatesError } from './states-error.ts';

/** A state failed: it is tried again, or left for where its error is caught, or its frame fails with it. */
export async function fail(draft: Draft, frame: Frame, error: StatesError): Promise<void> {
  draft.unfinished ??= unfinished(draft.frames);
  cancelFrames(draft, ({ parent }) => parent === frame.id);
  const state = stateOf(draft, frame);
  const isRetried = retry(draft, frame, { error, retriers: state.Retry ?? [] });
  const catcher = isRetried ? undefined : state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
  if (!isRetried && !catcher) return failFrame(draft, frame, error);
  delete draft.unfinished;
  if (catcher) await caught(draft, frame, { error, catcher });
}

function failFrame(draft: Draft, { id }: Frame, error: StatesError): void {
  const frame = draft.frames.get(id);
  if (!frame) return;
  if (frame.parent === undefined)
    return endExecution(draft, 'FAILED', { error: error.error, cause: error.text }, frame.lastEvent);
  draft.frames.delete(id);
  draft.ended.push({ frame, error });
}

/** `States.ALL` stands for everything but what no program can do anything about; `States.TaskFailed` for all but timeouts. */
function matches(names: readonly string[], { error }: StatesError): boolean {
  if (names.includes(error)) return true;
  if (names.includes('States.ALL')) return !['States.Runtime', 'States.DataLimitExceeded'].includes(error);
  const special = ['States.Timeout', 'States.Runtime', 'States.DataLimitExceeded'].includes(error);
  return names.includes('States.TaskFailed') && !special;
}

function retry(
  draft: Draft,
  frame: Frame,
  { error, retriers }: { error: StatesError; retriers: readonly Retrier[] },
): boolean {
  const index = retriers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error));
  const retrier = retriers[index];
  if (!retrier) return false;
  const done = frame.retries[index] ?? 0;
  if (done >= (retrier.MaxAttempts ?? 3)) return false;
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY, JitterStrategy } = retrier;
  const delay = Math.min(IntervalSeconds * BackoffRate ** done, MaxDelaySeconds);
  const seconds = JitterStrategy === 'FULL' ? delay * draft.means.random() : delay;
  const { attempt } = setFrame(draft, frame.id, {
    phase: 'retry',
    attempt: frame.attempt + 1,
    retries: { ...frame.retries, [index]: done + 1 },
  });
  const at = draft.means.now + Math.round(seconds * 1_000);
  draft.effects.push({ type: 'timer', frame: frame.id, attempt, kind: 'retry', at });
  return true;
}

async function caught(
  draft: Draft,
  frame: Frame,
  { error, catcher }: { error: StatesError; catcher: Catcher },
): Promise<void> {
  const errorOutput: Json = { Error: error.error, Cause: error.text };
  const isJsonata = languageOf(draft, stateOf(draft, frame)) === 'JSONata';
  const ready = isJsonata ? {} : { output: placeResult(frame.input, catcher.ResultPath, errorOutput) };
  try {
    await leaveState(draft, frame, catcher.Next, { chosen: catcher, result: errorOutput, errorOutput, ...ready });
  } catch (second) {
    if (!(second instanceof StatesError)) throw second;
    failFrame(draft, frame, second);
  }
}

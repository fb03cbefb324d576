import { type Draft, record, stateOf } from './draft.ts';
import type { ExecutionState, Frame } from './execution-state.ts';
import type { Json } from './json.ts';
import { readResource } from './state-machine.ts';

/** Ends frames and all within them; what they had begun is to be cancelled. */
export function cancelFrames(draft: Draft, which: (frame: Frame) => boolean): void {
  for (const frame of [...draft.frames.values()].filter(which)) {
    const resource = frame.phase === 'task' ? readResource(stateOf(draft, frame).Resource ?? '') : undefined;
    if (resource) draft.effects.push({ type: 'cancel-task', frame: frame.id, attempt: frame.attempt, resource });
    draft.frames.delete(frame.id);
    cancelFrames(draft, ({ parent }) => parent === frame.id);
  }
}

interface End {
  readonly output?: Json | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** Nothing follows any more. */
export function endExecution(
  draft: Draft,
  status: Exclude<ExecutionState['status'], 'RUNNING'>,
  { output, error, cause }: End,
  lastEvent = draft.nextEvent - 1,
): void {
  const told = { ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
  const [name, details] = {
    SUCCEEDED: [
      'Succeeded',
      { executionSucceededEventDetails: { output: JSON.stringify(output), outputDetails: { truncated: false } } },
    ] as const,
    FAILED: ['Failed', { executionFailedEventDetails: told }] as const,
    TIMED_OUT: ['TimedOut', { executionTimedOutEventDetails: told }] as const,
    ABORTED: ['Aborted', { executionAbortedEventDetails: told }] as const,
  }[status];
  record(draft, lastEvent, `Execution${name}`, details);
  draft.frames.clear();
  draft.end = { status, ...(output === undefined ? {} : { output }), ...told };
  draft.effects.push({ type: 'ended' });
}

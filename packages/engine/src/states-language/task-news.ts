import { BLOCKED, type Draft, type Outcome, setFrame, stateOf } from './draft.ts';
import type { ExecutionEvent, Frame } from './execution-state.ts';
import { readResource, type TaskResource } from './state-machine.ts';
import { StatesError } from './states-error.ts';
import { scheduleHeartbeat, taskEvent } from './tasks.ts';

type TaskNews = Exclude<Extract<ExecutionEvent, { frame: number }>, { type: 'timer' }>;
type Timer = Extract<ExecutionEvent, { type: 'timer' }>;

const resourceOf = (draft: Draft, frame: Frame): TaskResource | undefined =>
  frame.phase === 'task' ? readResource(stateOf(draft, frame).Resource ?? '') : undefined;

/** What is heard of a task that runs. */
export async function taskNews(draft: Draft, frame: Frame, event: TaskNews): Promise<Outcome> {
  const resource = resourceOf(draft, frame);
  if (!resource) return BLOCKED;
  const told = (what: string, details: object) => taskEvent(draft, frame, { resource, what, details });
  switch (event.type) {
    case 'heartbeat':
      await scheduleHeartbeat(draft, setFrame(draft, frame.id, { heartbeats: (frame.heartbeats ?? 0) + 1 }));
      return BLOCKED;
    case 'activity-started':
      told('Started', event.workerName === undefined ? {} : { workerName: event.workerName });
      return BLOCKED;
    case 'task-submitted':
      told('Submitted', { output: JSON.stringify(event.output), outputDetails: { truncated: false } });
      return BLOCKED;
    case 'task-succeeded':
      told('Succeeded', { output: JSON.stringify(event.output), outputDetails: { truncated: false } });
      return { type: 'result', result: event.output };
    case 'task-failed': {
      const { error, cause } = event;
      told('Failed', { error, cause });
      return { type: 'error', error: new StatesError(error, cause) };
    }
  }
}

/** The time of a task is up, or its heartbeat has not come. */
export function taskTimedOut(draft: Draft, frame: Frame, { kind, beat }: Timer): Outcome {
  const resource = resourceOf(draft, frame);
  if (!resource || !['timeout', 'heartbeat'].includes(kind)) return BLOCKED;
  if (kind === 'heartbeat' && beat !== (frame.heartbeats ?? 0)) return BLOCKED;
  draft.effects.push({ type: 'cancel-task', frame: frame.id, attempt: frame.attempt, resource });
  const error = 'States.Timeout';
  taskEvent(draft, frame, { resource, what: 'TimedOut', details: { error } });
  return { type: 'error', error: new StatesError(error, '') };
}

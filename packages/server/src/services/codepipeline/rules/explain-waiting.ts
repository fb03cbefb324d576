import type { PipelineState } from './engine/engine-state.ts';

/** Why an execution that has not ended does not go on; nothing when it works. */
export function explainWaiting(state: PipelineState, executionId: string): string | undefined {
  for (const { name, inbound, lock, transition } of state.stages) {
    const place = inbound.indexOf(executionId);
    if (place < 0) continue;
    if (!transition.enabled) {
      const why = transition.reason ? `: ${transition.reason}` : '';
      return `Waiting to enter the stage ${name}, whose inbound transition is disabled${why}`;
    }
    if (place > 0) return `Waiting to enter the stage ${name} behind ${place} other execution${place > 1 ? 's' : ''}`;
    return `Waiting to enter the stage ${name}, which the execution ${lock ?? 'before it'} is in`;
  }
  const waiting = Object.entries(state.executions[executionId]?.run?.conditions ?? {}).find(
    ([, { status }]) => status === 'InProgress',
  );
  if (!waiting) return undefined;
  const rules = Object.entries(waiting[1].rules).flatMap(([name, { status }]) => (status === 'InProgress' ? name : []));
  return `Waiting for the ${waiting[0]} condition of the stage ${state.executions[executionId]?.stage}: ${rules.join(', ')}`;
}

import { type PlatformType, planStep } from '@codeyard/engine/command-document/plan-step';
import type { CommandPlan, Invocation, PlannedStep, StepResult } from './command.ts';

/** What an instance does with a step once those before it have ended. */
export function decideStep(plan: CommandPlan, platform: PlatformType, step: PlannedStep) {
  const about = { platform, version: plan.version, values: {} };
  const { precondition: _, ...bare } = step;
  for (const precondition of step.conditions) {
    const decided = planStep({ ...bare, precondition }, about);
    if (decided.kind === 'skip') return decided;
  }
  return planStep(bare, about);
}

/** Whether an earlier step ended the command before this one. */
export function isLeftOut({ steps }: CommandPlan, results: readonly StepResult[], index: number): boolean {
  if (steps[index]?.isFinal) return false;
  return results.slice(0, index).some((result, at) => {
    const { onFailure, onSuccess } = steps[at] ?? {};
    if (result.status === 'Success') return onSuccess === 'exit';
    if (result.status === 'Cancelled') return true;
    return result.status !== 'Skipped' && onFailure !== undefined;
  });
}

/** What an invocation is once all its steps have ended. */
export function endStatus(
  { steps }: CommandPlan,
  results: readonly StepResult[],
): Pick<Invocation, 'status' | 'details'> {
  const counts = results.filter((_, at) => steps[at]?.onFailure !== 'successAndExit').map(({ status }) => status);
  if (counts.includes('Cancelled')) return { status: 'Cancelled', details: 'Cancelled' };
  if (counts.includes('TimedOut')) return { status: 'TimedOut', details: 'ExecutionTimedOut' };
  if (counts.includes('Failed')) return { status: 'Failed', details: 'Failed' };
  return { status: 'Success', details: 'Success' };
}

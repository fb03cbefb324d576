import type { Worker } from '../../../work-queue/work-queue.ts';
import { changeInvocation } from '../change-invocation.ts';
import { findManaged } from '../managed-instances.ts';
import type { Parts } from '../parts.ts';
import { RUN_PLUGIN } from '../plugins/all-plugins.ts';
import type { StepEnd } from '../plugins/plugin.ts';
import { type Command, type Invocation, isEnded, type PlannedStep, type StepResult } from '../rules/command.ts';
import { decideStep, endStatus, isLeftOut } from '../rules/step-flow.ts';
import { findCommand, findInvocation } from '../store/commands.ts';
import { INVOKE } from '../work-kinds.ts';

/** How often it is looked whether an instance can be reached again. */
const RETRY_MS = 1_000;

/** Carries a command on one instance from its delivery to its end; every step is begun once, whoever carries it on. */
export const invocationWorker = (parts: Parts): Worker<Pick<Invocation, 'command' | 'instance'>> => ({
  kind: INVOKE,
  concurrency: 64,
  async handle({ command: id, instance }, { signal }) {
    const command = await findCommand(parts.database, id);
    const invocation = await findInvocation(parts.database, id, instance);
    if (!command || !invocation?.isSent || isEnded(invocation)) return undefined;
    if (invocation.results.length === 0) {
      if (!(await findManaged(parts, instance))) return await wait(parts, command, invocation);
      await changeInvocation(parts, invocation, (now) => (isEnded(now) ? undefined : { ...now, ...IN_PROGRESS }));
    }
    const isDone = await runSteps(parts, command, { id, instance, signal });
    return isDone ? undefined : { again: { afterMs: 0 } };
  },
});

const IN_PROGRESS = { status: 'InProgress', details: 'InProgress' } as const;

/** The instance cannot be reached now: it is tried until the command's time to be delivered is over. */
async function wait(parts: Parts, command: Command, invocation: Invocation) {
  const isLate = parts.clock.now() >= command.deliverBy;
  await changeInvocation(parts, invocation, (now) => {
    if (isEnded(now)) return undefined;
    return isLate
      ? { ...now, status: 'TimedOut', details: 'DeliveryTimedOut' }
      : { ...now, status: 'Delayed', details: 'Delayed' };
  });
  return isLate ? undefined : { again: { afterMs: Math.min(RETRY_MS, command.deliverBy - parts.clock.now()) } };
}

/** True once the command has ended on the instance. */
async function runSteps(
  parts: Parts,
  command: Command,
  { id, instance, signal }: { id: string; instance: string; signal: AbortSignal },
): Promise<boolean> {
  for (const [index, step] of command.plan.steps.entries()) {
    const invocation = await findInvocation(parts.database, id, instance);
    if (!invocation || isEnded(invocation)) return true;
    const known = invocation.results[index];
    if (known?.finishedAt !== undefined) continue;
    const end = await runStep(parts, command, { invocation, index, step, signal });
    if (!end) return false;
    const finished = { finishedAt: parts.clock.now(), ...end };
    await changeInvocation(parts, invocation, (now) => {
      const begun = now.results[index] ?? begin(parts, step);
      const results = put(now.results, index, { ...begun, ...finished });
      const isLast = index === command.plan.steps.length - 1;
      return { ...now, results, ...(isLast ? endStatus(command.plan, results) : {}) };
    });
  }
  return true;
}

async function runStep(
  parts: Parts,
  command: Command,
  {
    invocation,
    index,
    step,
    signal,
  }: { invocation: Invocation; index: number; step: PlannedStep; signal: AbortSignal },
): Promise<StepEnd> {
  if (invocation.status === 'Cancelling' && !invocation.results[index]) return { status: 'Cancelled', code: -1 };
  if (isLeftOut(command.plan, invocation.results, index)) {
    return {
      status: 'Skipped',
      code: 0,
      stdout: `Step ${step.name} was left out because an earlier step ended the command.`,
    };
  }
  const decided = decideStep(command.plan, invocation.platform, step);
  if (decided.kind === 'skip') return { status: 'Skipped', code: 0, stdout: decided.reason };
  if (decided.kind === 'refuse') return { status: 'Failed', code: 1, stderr: decided.reason };
  const begun = invocation.results[index] ?? begin(parts, step);
  const current = await changeInvocation(parts, invocation, (now) => ({
    ...now,
    results: put(now.results, index, begun),
  }));
  const { plugin } = step;
  if (plugin === 'aws:runDocument') throw new Error('a document within a document was not put in its place');
  const { inputs } = decided;
  return await RUN_PLUGIN[plugin]({
    ...{ parts, command, index, inputs, signal },
    invocation: current ?? invocation,
    startedAt: begun.startedAt,
  });
}

const begin = ({ clock }: Parts, { name, plugin }: PlannedStep): StepResult => ({
  ...{ name, plugin, status: 'InProgress', code: -1, startedAt: clock.now() },
  ...{ stdout: '', stderr: '', shipped: { stdout: 0, stderr: 0 } },
});

const put = (results: readonly StepResult[], index: number, result: StepResult): StepResult[] => [
  ...results.slice(0, index),
  result,
  ...results.slice(index + 1),
];

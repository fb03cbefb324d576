import { createHash } from 'node:crypto';
import type { RunAgain, Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { findExecution, findState } from '../store/executions.ts';
import { findIntegration } from '../tasks/all-integrations.ts';
import type { Integration, TaskCall, TaskProgress } from '../tasks/integration.ts';
import { startTask } from '../tasks/start-task.ts';
import { transition } from '../transition.ts';
import { RUN_TASK, type TaskOrder, taskId } from '../work-kinds.ts';

const OFTEN_MS = 50;
const SELDOM_MS = 1_000;

/** Has a task done by its service, looks after it while its end is waited for, and tells the execution. */
export function runTask(parts: Parts): Worker<TaskOrder> {
  return {
    kind: RUN_TASK,
    concurrency: 32,
    async handle(order, { signal }) {
      const call = await callOf(parts, order);
      if (!call) return undefined;
      if (order.handle !== undefined) return await lookAfter(parts, order, call);
      return await begin(parts, order, call, signal);
    },
  };
}

/** What the service is called with; undefined when nobody waits for the task any more and nothing was begun. */
async function callOf(parts: Parts, { execution: arn, frame, attempt, input, handle }: TaskOrder) {
  const execution = await findExecution(parts.database, arn);
  const state = await findState(parts.database, arn);
  if (!execution || !state) return undefined;
  const isWanted = execution.status === 'RUNNING' && state.frames[frame]?.attempt === attempt;
  if (!isWanted && handle === undefined) return undefined;
  const principal = 'states.amazonaws.com';
  const caller = { kind: 'service' as const, arn: principal, userId: principal, sessionName: execution.document.name };
  const token = createHash('sha256').update(`${arn} ${frame} ${attempt}`).digest('hex').slice(0, 40);
  return { isWanted, call: { input, token, aws: parts.awsAs(caller) } };
}

type Called = { readonly isWanted: boolean; readonly call: TaskCall };

async function begin(
  parts: Parts,
  order: TaskOrder,
  { call }: Called,
  signal: AbortSignal,
): Promise<RunAgain | undefined> {
  const { resource, execution, frame, attempt } = order;
  const progress = await startTask(order.resource, call);
  // What fails because the server stops is no failure of the task: it is begun again at the next start.
  if (progress.state === 'failed' && signal.aborted) return undefined;
  const waits = resource.kind === 'service' && resource.pattern === 'waitForTaskToken';
  if (progress.state === 'failed' || (progress.state === 'succeeded' && !waits))
    return await tell(parts, order, progress);
  const output = progress.state === 'running' ? progress.submitted : progress.output;
  await parts.database.transaction(async (tx) => {
    await transition(tx, parts, execution, { type: 'task-submitted', frame, attempt, output });
    if (progress.state !== 'running') return;
    const payload: TaskOrder = { ...order, handle: progress.handle };
    await parts.queue.enqueue(tx, { kind: RUN_TASK, id: taskId(order), payload });
  });
  return undefined;
}

/** Nobody waits any more when the state timed out, failed with another branch, or the execution was stopped. */
async function lookAfter(parts: Parts, order: TaskOrder, { isWanted, call }: Called): Promise<RunAgain | undefined> {
  const { resource, handle = '' } = order;
  const integration = resource.kind === 'service' ? findIntegration(resource.service, resource.action) : undefined;
  if (!integration?.poll || resource.kind !== 'service') return undefined;
  if (!isWanted) {
    await stopQuietly(integration, call, handle);
    return undefined;
  }
  const progress = await integration.poll(call, handle, resource.pattern);
  if (progress.state === 'running') return { again: { afterMs: await pauseOf(parts, order) } };
  return await tell(parts, order, progress);
}

async function stopQuietly({ stop }: Integration, call: TaskCall, handle: string): Promise<void> {
  // It may have ended by itself.
  await stop?.(call, handle).catch(() => undefined);
}

/** Often at first, so that short work costs little. */
async function pauseOf({ database, clock }: Parts, { execution }: TaskOrder): Promise<number> {
  const begun = (await findExecution(database, execution))?.startedAt ?? 0;
  return Math.min(SELDOM_MS, Math.max(OFTEN_MS, (clock.now() - begun) / 20));
}

async function tell(
  parts: Parts,
  { execution, frame, attempt }: TaskOrder,
  progress: Exclude<TaskProgress, { state: 'running' }>,
): Promise<undefined> {
  const event =
    progress.state === 'succeeded'
      ? { type: 'task-succeeded' as const, frame, attempt, output: progress.output }
      : { type: 'task-failed' as const, frame, attempt, error: progress.error, cause: progress.cause };
  await parts.database.transaction((tx) => transition(tx, parts, execution, event));
}

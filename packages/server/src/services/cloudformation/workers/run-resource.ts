import type { Task } from '@codeyard/engine/stacks/stack-state';
import type { RunAgain, WorkContext, Worker } from '../../../work-queue/work-queue.ts';
import { type Doing, end, type Standing } from '../end-task.ts';
import { tokenOf } from '../make-name.ts';
import type { Parts } from '../parts.ts';
import { OUTPUTS } from '../prepare.ts';
import { reasonOf } from '../reason-of.ts';
import { findStack } from '../store/stacks.ts';
import { type ResourceOrder, RUN_RESOURCE } from '../work-kinds.ts';
import { changeResource } from './change-resource.ts';
import { evaluateProperties } from './evaluate-properties.ts';
import { HalfMade, makeResource } from './make-resource.ts';
import { removeResource } from './remove-resource.ts';
import { tellOutputs } from './tell-outputs.ts';

/** A fault is tried this often before it is the resource's failure. */
const MOST_TRIES = 3;

/** Does one thing to one resource, and tells the stack. */
export function runResource(parts: Parts): Worker<ResourceOrder> {
  return {
    kind: RUN_RESOURCE,
    concurrency: 32,
    async handle(order, context) {
      const stack = await findStack(parts.database, order.stack);
      const task = stack?.state.operation?.running[order.key];
      if (!stack || !task) return undefined;
      const doing: Doing = { stack, task };
      try {
        if (task.type === OUTPUTS) return await tellOutputs(parts, doing);
        if (task.action === 'delete') return await removeResource(parts, doing);
        const wanted = await evaluateProperties(parts, doing);
        return await (task.action === 'create'
          ? makeResource(parts, doing, wanted)
          : changeResource(parts, doing, wanted));
      } catch (error) {
        return await fail(parts, doing, error, context);
      }
    },
  };
}

async function fail(
  parts: Parts,
  doing: Doing,
  error: unknown,
  { attempt, signal }: WorkContext,
): Promise<RunAgain | undefined> {
  const { task } = doing;
  const cause = error instanceof HalfMade ? error.cause : error;
  const reason = reasonOf(cause, tokenOf(doing.stack.id, task.key));
  if (signal.aborted && reason === undefined) throw cause;
  if (reason === undefined) {
    parts.logger.error({ err: cause, stack: doing.stack.id, resource: task.id }, 'a resource could not be dealt with');
    if (attempt < MOST_TRIES) throw cause;
  }
  const told = reason ?? 'Internal Failure';
  const half = error instanceof HalfMade ? error.physicalId : undefined;
  await end(parts, doing, async () => ({
    event: { type: 'failed', key: task.key, reason: told, ...(half === undefined ? {} : { physicalId: half }) },
    standings: task.type === OUTPUTS ? [] : [failedStanding(task, told, half)],
  }));
  return undefined;
}

const VERBS = { create: 'CREATE', update: 'UPDATE', delete: 'DELETE' };

const failedStanding = (task: Task, reason: string, half: string | undefined): Standing => ({
  status: `${VERBS[task.action]}_FAILED`,
  physicalId: half ?? (task.action === 'create' ? '' : task.physicalId),
  reason,
});

import { createHash } from 'node:crypto';
import type { ExecutionFacts, Means } from '@codeyard/engine/states-language/draft';
import type { ExecutionEffect, ExecutionEvent, ExecutionState } from '@codeyard/engine/states-language/execution-state';
import type { Json } from '@codeyard/engine/states-language/json';
import { next } from '@codeyard/engine/states-language/next';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { activityOf, machineArn } from './rules/arns.ts';
import { describeStatusChange } from './rules/status-event.ts';
import { insertActivityTask } from './store/activities.ts';
import { type Execution, insertHistory, lockExecution, saveExecution } from './store/executions.ts';
import { CONTINUE, RUN_TASK, TIMER, taskId, timerId } from './work-kinds.ts';

/** Lets something happen to an execution: its new state, its history and all that follows are one transaction. */
export async function transition(tx: Db, parts: Parts, arn: string, event: ExecutionEvent): Promise<void> {
  const found = await lockExecution(tx, arn);
  if (found?.execution.status !== 'RUNNING') return;
  await apply(tx, parts, { ...found, event });
}

/** The same for an execution that this transaction has just made or locked. */
export async function apply(
  tx: Db,
  parts: Parts,
  { execution, state, event }: { execution: Execution; state: ExecutionState; event: ExecutionEvent },
): Promise<void> {
  const facts = await factsOf(tx, parts, execution);
  const step = await next(state, event, { facts, means: meansOf(parts) });
  const after = endOf(parts, execution, step.state);
  await saveExecution(tx, after, step.state);
  await insertHistory(tx, execution.arn, step.history);
  for (const effect of step.effects) await follow(tx, parts, { execution: after, effect });
}

async function factsOf(
  tx: Db,
  parts: Parts,
  { arn, machine, startedAt, document }: Execution,
): Promise<ExecutionFacts> {
  return {
    machine: await parts.definitions(tx, document.machine.definition),
    executionArn: arn,
    name: document.name,
    input: JSON.parse(document.input) as Json,
    roleArn: document.machine.roleArn,
    stateMachineArn: machineArn(parts, machine),
    stateMachineName: machine,
    startedAt,
    region: parts.region,
  };
}

export function meansOf({ clock, ids }: Pick<Parts, 'clock' | 'ids'>): Means {
  return {
    now: clock.now(),
    uuid: () => ids.uuid(),
    random: () => ids.bytes(4).readUInt32BE() / 2 ** 32,
    hash: (text, algorithm) => createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex'),
    toBase64: (text) => Buffer.from(text).toString('base64'),
    fromBase64: (text) => Buffer.from(text, 'base64').toString(),
  };
}

function endOf({ clock }: Parts, execution: Execution, state: ExecutionState): Execution {
  const { status, output, error, cause, redrives } = state;
  const { output: _, error: __, cause: ___, stoppedAt: ____, ...kept } = execution.document;
  const redriven = redrives === undefined ? {} : { redrives };
  if (status === 'RUNNING')
    return redrives === undefined ? execution : { ...execution, status, document: { ...kept, ...redriven } };
  const ending = {
    stoppedAt: clock.now(),
    ...(output === undefined ? {} : { output: JSON.stringify(output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
  return { ...execution, status, document: { ...kept, ...redriven, ...ending } };
}

async function follow(
  tx: Db,
  parts: Parts,
  { execution, effect }: { execution: Execution; effect: ExecutionEffect },
): Promise<void> {
  const { queue } = parts;
  const { arn } = execution;
  switch (effect.type) {
    case 'run-task': {
      const { frame, attempt, resource, input, token = '' } = effect;
      if (resource.kind === 'activity') {
        const activity = activityOf(resource.arn) ?? '';
        const task = { token, activity, execution: arn, frame, attempt, input: JSON.stringify(input) };
        return await insertActivityTask(tx, task, `${String(parts.clock.now()).padStart(15, '0')} ${token}`);
      }
      const payload = { execution: arn, frame, attempt, resource, input };
      return await queue.enqueue(tx, { kind: RUN_TASK, id: taskId(payload), payload });
    }
    case 'cancel-task':
      // A task that runs looks from time to time whether it is still wanted.
      return;
    case 'timer': {
      const { at, type: _, ...timer } = effect;
      const payload = { ...timer, execution: arn };
      return await queue.enqueue(tx, { kind: TIMER, id: timerId(payload), payload, runAt: at });
    }
    case 'continue':
      return await queue.enqueue(tx, { kind: CONTINUE, id: `${CONTINUE}:${arn}`, payload: arn });
    case 'ended':
      await tellEnd(tx, parts, execution);
      return tx.afterCommit(() => parts.endings.get(arn)?.());
  }
}

async function tellEnd(tx: Db, parts: Parts, execution: Execution): Promise<void> {
  if (execution.document.machine.type === 'STANDARD') await parts.emitEvent(tx, describeStatusChange(parts, execution));
}

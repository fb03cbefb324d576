import type { Db } from '../../database/database.ts';
import { fingerprintOf } from '../../platform/fingerprint.ts';
import { advance } from './advance.ts';
import { tooManyExecutions, validation } from './errors.ts';
import type { Parts } from './parts.ts';
import { hasEnded } from './rules/engine/engine-state.ts';
import { UNPROVEN } from './rules/unproven.ts';
import { type ExecutionDocument, findToken, insertExecution, insertToken } from './store/executions.ts';
import { type Pipeline, saveState } from './store/pipelines.ts';

/** In QUEUED and PARALLEL mode. */
const MOST_EXECUTIONS = 50;

export interface StartOrder {
  readonly trigger: ExecutionDocument['trigger'];
  readonly variables?: readonly { name?: string | undefined; value?: string | undefined }[];
  readonly overrides?: ExecutionDocument['overrides'];
  readonly token?: string;
  /** Nobody waits for an answer: what cannot start is recorded as failed. */
  readonly automatic?: true;
}

/** Starts an execution in the caller's transaction; resolves with its id. The same token starts nothing twice. */
export async function startExecution(tx: Db, parts: Parts, pipeline: Pipeline, order: StartOrder): Promise<string> {
  const { clock, ids } = parts;
  const now = clock.now();
  const fingerprint = fingerprintOf([order.variables, order.overrides]);
  const known =
    order.token === undefined
      ? undefined
      : await findToken(tx, pipeline.name, order.token, now - UNPROVEN.startTokenKeptMs);
  if (known && known.fingerprint !== fingerprint)
    throw validation('The clientRequestToken was used with other parameters');
  if (known) return known.executionId;
  const variables = resolvePipelineVariables(pipeline, order.variables ?? []);
  if (!variables.ok && !order.automatic) throw validation(variables.message);
  const isFull = isAtLimit(pipeline);
  if (isFull && !order.automatic) throw tooManyExecutions(pipeline.name, MOST_EXECUTIONS);
  const id = ids.uuid();
  const document: ExecutionDocument = {
    version: pipeline.version,
    mode: pipeline.declaration.executionMode ?? 'SUPERSEDED',
    trigger: order.trigger,
    variables: variables.ok ? variables.values : {},
    outputs: {},
    artifacts: {},
    revisions: {},
    overrides: order.overrides ?? [],
    ...(variables.ok ? {} : { statusSummary: variables.message }),
  };
  const number = pipeline.state.starts + 1;
  const starts = variables.ok && !isFull;
  const status = starts ? 'InProgress' : 'Failed';
  await insertExecution(tx, { id, pipeline: pipeline.name, number, status, startedAt: now, updatedAt: now, document });
  if (order.token !== undefined)
    await insertToken(tx, { pipeline: pipeline.name, token: order.token, fingerprint, executionId: id, now });
  if (starts) await advance(tx, parts, pipeline, { type: 'start', executionId: id });
  else await saveState(tx, pipeline.name, { ...pipeline.state, starts: number });
  return id;
}

/** SUPERSEDED executions give way to each other; others pile up. */
function isAtLimit({ declaration, state }: Pipeline): boolean {
  if ((declaration.executionMode ?? 'SUPERSEDED') === 'SUPERSEDED') return false;
  return Object.values(state.executions).filter((execution) => !hasEnded(execution)).length >= MOST_EXECUTIONS;
}

/** Refuses what would bring another execution to life when there are as many as there may be. */
export function checkConcurrency(pipeline: Pipeline): void {
  if (isAtLimit(pipeline)) throw tooManyExecutions(pipeline.name, MOST_EXECUTIONS);
}

function resolvePipelineVariables(pipeline: Pipeline, given: NonNullable<StartOrder['variables']>) {
  const declared = pipeline.declaration.variables ?? [];
  const unknown = given
    .filter(({ name }) => !declared.some((variable) => variable.name === name))
    .map(({ name }) => name);
  if (unknown.length > 0) return { ok: false as const, message: `The pipeline has no variable ${unknown.join(', ')}` };
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const { name = '', defaultValue } of declared) {
    const value = given.find((variable) => variable.name === name)?.value ?? defaultValue;
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  if (missing.length > 0)
    return { ok: false as const, message: `The variable ${missing.join(', ')} has no default value and was not given` };
  return { ok: true as const, values };
}

import type { StartBuildBatchInput } from '@aws-sdk/client-codebuild';
import type { Db } from '../../database/database.ts';
import type { Checked } from '../../gateway/operation.ts';
import { orderBeginning } from './advance-batch.ts';
import { projectArn } from './arns.ts';
import { findEarlierStart } from './earlier-start.ts';
import { batchNotFound, invalidInput, noBatchRole, projectNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import type { Batch } from './rules/batch/batch.ts';
import { overrideBatchConfig } from './rules/batch/batch-config.ts';
import { batchStateChangeEvent } from './rules/batch/batch-event-detail.ts';
import { findBatchConfigProblem } from './rules/batch/check-batch.ts';
import { newBatch } from './rules/batch/new-batch.ts';
import { applyOverrides, type Overrides } from './rules/new-build.ts';
import { present } from './rules/present.ts';
import type { BuildWebhook } from './rules/webhook/build-webhook.ts';
import { findBatch, insertBatch } from './store/batches.ts';
import { findProject, takeBatchNumber } from './store/projects.ts';
import { checkDefinition } from './submit-build.ts';
import { orderBatchStatus } from './webhooks/order-status.ts';

type BatchInput = Omit<Checked<StartBuildBatchInput>, 'projectName' | 'idempotencyToken'>;

export interface BatchRequest {
  readonly projectName: string;
  readonly input: BatchInput;
  readonly initiator: string;
  readonly idempotencyToken?: string | undefined;
  /** The event of a git host that starts it. */
  readonly webhook?: BuildWebhook | undefined;
}

/** Starts a batch, or finds the one that the same request started before. */
export function submitBatch(parts: Parts, request: BatchRequest): Promise<Batch> {
  const { projectName, input, idempotencyToken: token } = request;
  const uuid = parts.ids.uuid();
  return parts.database.transaction(async (tx) => {
    const start = { token, of: ['StartBuildBatch', projectName, input], id: `${projectName}:${uuid}` };
    const earlier = await findEarlierStart(tx, parts, start);
    if (earlier === undefined) return await submitBatchIn(tx, parts, request, uuid);
    const batch = await findBatch(tx, earlier);
    if (!batch) throw batchNotFound(earlier);
    return batch;
  });
}

/** The same in an open transaction, for a request that certainly is new. */
export async function submitBatchIn(tx: Db, parts: Parts, request: BatchRequest, uuid: string): Promise<Batch> {
  const { projectName, initiator, input, webhook } = request;
  const { account } = parts;
  const number = await takeBatchNumber(tx, projectName);
  const project = number === undefined ? undefined : await findProject(tx, projectName);
  if (!project || number === undefined) throw projectNotFound(projectArn(parts, projectName));
  const { buildBatchConfigOverride = {}, debugSessionEnabled } = input;
  const config = overrideBatchConfig(project.definition.buildBatchConfig ?? {}, buildBatchConfigOverride, account);
  const problem = findBatchConfigProblem(config);
  if (problem) throw invalidInput(problem);
  if (!config.serviceRole) throw noBatchRole(projectArn(parts, projectName));
  const overrides = buildOverrides(input);
  const definition = applyOverrides(project.definition, overrides, { projectName, account });
  checkDefinition(definition);
  const identity = { projectName, uuid, number, initiator, account };
  const submitted = newBatch(identity, { definition, config, debugSessionEnabled }, parts.clock.now());
  const batch = { ...submitted, ...present('webhook', webhook) };
  await insertBatch(tx, batch, overrides);
  await orderBatchStatus(tx, parts, batch);
  await orderBeginning(tx, parts, batch);
  await parts.emitEvent(tx, batchStateChangeEvent(batch, parts));
  return batch;
}

/** The same in the words of StartBuild, which has other names for some of it. */
function buildOverrides(input: BatchInput): Overrides {
  const { buildBatchConfigOverride, buildTimeoutInMinutesOverride, reportBuildBatchStatusOverride, ...same } = input;
  return {
    ...same,
    ...present('timeoutInMinutesOverride', buildTimeoutInMinutesOverride),
    ...present('reportBuildStatusOverride', reportBuildBatchStatusOverride),
  };
}

import type { Db } from '../../../database/database.ts';
import type { RunAgain } from '../../../work-queue/work-queue.ts';
import { advanceBatchIn, type BatchOrder } from '../advance-batch.ts';
import { projectArn } from '../arns.ts';
import { projectNotFound } from '../errors.ts';
import { findFleetOf } from '../fleets/find-fleet-of.ts';
import type { Parts } from '../parts.ts';
import { type Batch, type BatchGroup, findGroup } from '../rules/batch/batch.ts';
import { memberBuild } from '../rules/batch/member-build.ts';
import type { PhaseContext, PhaseStatus } from '../rules/build.ts';
import { findDefinitionProblem } from '../rules/check-definition.ts';
import { onFleet } from '../rules/fleet/fleet.ts';
import { newBuild } from '../rules/new-build.ts';
import { present } from '../rules/present.ts';
import { findBatchOverrides, lockBatch } from '../store/batches.ts';
import { findBuild } from '../store/builds.ts';
import { findProject, takeBuildNumber } from '../store/projects.ts';
import { findLimit, queueBuild } from '../submit-build.ts';

/** How often a build looks whether its project may have one more. */
const LOOK_AGAIN_MS = 1_000;

type StartOrder = Extract<BatchOrder, { type: 'start-build' }>;

/** Puts a build of a batch into the queue, unless it is there already or is not wanted any more. */
export function startMember(parts: Parts, order: StartOrder): Promise<RunAgain | undefined> {
  return parts.database.transaction(async (tx) => {
    const batch = await lockBatch(tx, order.batch);
    const group = batch && findGroup(batch, order.identifier);
    if (!group || group.attempt.uuid !== order.uuid || group.attempt.status !== 'IN_PROGRESS') return undefined;
    const id = `${batch.projectName}:${order.uuid}`;
    if (await findBuild(tx, id)) return undefined;
    if (group.attempt.stopping) return await endUnstarted(tx, parts, { batch, group, status: 'STOPPED' });
    return await start(tx, parts, batch, group);
  });
}

/** Beyond the limits of its project or of the account a build waits, whereas StartBuild would refuse it. [inferred] */
async function start(tx: Db, parts: Parts, batch: Batch, group: BatchGroup): Promise<RunAgain | undefined> {
  const { projectName, initiator } = batch;
  const { uuid } = group.attempt;
  const common = await findBatchOverrides(tx, batch.id);
  const { definition, overrides } = memberBuild(parts, { batch, group, common });
  const project = await findProject(tx, projectName);
  const isFull = project && (await findLimit(tx, parts, { project, environment: definition.environment }));
  if (isFull) return { again: { afterMs: LOOK_AGAIN_MS } };
  const { fleet, refusal } = await findFleetOf(tx, parts, definition.environment);
  const problem = (group.task && findDefinitionProblem(definition)) ?? refusal?.message;
  const number = problem === undefined ? await takeBuildNumber(tx, projectName) : undefined;
  if (number === undefined) {
    const message = problem ?? projectNotFound(projectArn(parts, projectName)).message;
    return await endUnstarted(tx, parts, {
      batch,
      group,
      status: 'FAILED',
      context: { code: 'CLIENT_ERROR', message },
    });
  }
  const { account } = parts;
  const build = newBuild({ projectName, uuid, number, initiator, account }, definition, parts.clock.now());
  const isReporter = group.task && batch.config.batchReportMode === 'REPORT_INDIVIDUAL_BUILDS';
  const membership = {
    ...{ id: batch.id, identifier: group.identifier },
    ...present('shard', group.task?.shard),
    ...(isReporter ? { reports: true as const } : {}),
  };
  const member = { batch: membership, ...present('webhook', batch.webhook) };
  await queueBuild(tx, parts, onFleet({ ...build, ...member }, fleet), overrides);
  return undefined;
}

interface Unstarted {
  readonly batch: Batch;
  readonly group: BatchGroup;
  readonly status: PhaseStatus;
  readonly context?: PhaseContext;
}

async function endUnstarted(tx: Db, parts: Parts, { batch, group, status, context }: Unstarted): Promise<undefined> {
  const { identifier, attempt } = group;
  const contexts = context ? [context] : [];
  await advanceBatchIn(tx, parts, batch.id, { type: 'build-ended', identifier, uuid: attempt.uuid, status, contexts });
}

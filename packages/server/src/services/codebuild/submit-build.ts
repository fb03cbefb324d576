import type { Db } from '../../database/database.ts';
import type { Caller } from '../../gateway/request-context.ts';
import { projectArn } from './arns.ts';
import { findEarlierStart } from './earlier-start.ts';
import { enterQueue } from './enter-queue.ts';
import { buildNotFound, invalidInput, projectNotFound, tooManyInProject, tooManyQueued } from './errors.ts';
import { findFleetOf } from './fleets/find-fleet-of.ts';
import type { Parts } from './parts.ts';
import type { AutoRetry, Build, BuildDefinition } from './rules/build.ts';
import { findDefinitionProblem } from './rules/check-definition.ts';
import type { Environment } from './rules/definition.ts';
import { phaseChangeEvent, stateChangeEvent } from './rules/event-detail.ts';
import { onFleet } from './rules/fleet/fleet.ts';
import { applyOverrides, newBuild, type Overrides } from './rules/new-build.ts';
import { present } from './rules/present.ts';
import type { Project } from './rules/project.ts';
import { NO_LIMITS, poolOf, queueLimitOf } from './rules/queue/capacity.ts';
import type { BuildWebhook } from './rules/webhook/build-webhook.ts';
import { countQueued, countUnfinished, findBuild, insertBuild } from './store/builds.ts';
import { findProject, takeBuildNumber } from './store/projects.ts';
import { countQueuedIn } from './store/queue.ts';
import { orderBuildStatus } from './webhooks/order-status.ts';
import { QUEUE_DEADLINE_KIND, queueDeadlineId } from './work-kinds.ts';

export const DEFAULT_QUEUED_BUILDS = 5_000;

export interface BuildRequest {
  readonly projectName: string;
  readonly overrides: Overrides;
  readonly initiator: string;
  readonly idempotencyToken?: string | undefined;
  /** Of a build that follows a failed one by itself. */
  readonly autoRetry?: AutoRetry;
  /** The event of a git host that starts it. */
  readonly webhook?: BuildWebhook | undefined;
}

/** Starts a build, or finds the one that the same request started before. */
export function submitBuild(parts: Parts, request: BuildRequest): Promise<Build> {
  const { projectName, overrides, idempotencyToken: token } = request;
  const uuid = parts.ids.uuid();
  return parts.database.transaction(async (tx) => {
    const start = { token, of: [projectName, overrides], id: `${projectName}:${uuid}` };
    const earlier = await findEarlierStart(tx, parts, start);
    if (earlier === undefined) return await submitBuildIn(tx, parts, request, uuid);
    const build = await findBuild(tx, earlier);
    if (!build) throw buildNotFound(earlier);
    return build;
  });
}

/** Makes a build of its project as it is now, in an open transaction, for a request that certainly is new. */
export async function submitBuildIn(tx: Db, parts: Parts, request: BuildRequest, uuid: string): Promise<Build> {
  const { projectName, overrides, initiator, autoRetry, webhook } = request;
  const number = await takeBuildNumber(tx, projectName);
  const project = number === undefined ? undefined : await findProject(tx, projectName);
  if (!project || number === undefined) throw projectNotFound(projectArn(parts, projectName));
  const { account } = parts;
  const definition = applyOverrides(project.definition, overrides, { projectName, account });
  checkDefinition(definition);
  const { fleet, refusal } = await findFleetOf(tx, parts, definition.environment);
  if (refusal) throw refusal;
  const problem = await findLimit(tx, parts, { project, environment: definition.environment });
  if (problem) throw problem;
  const identity = { projectName, uuid, number, initiator, account };
  const build = newBuild(identity, definition, parts.clock.now());
  const origin = { ...present('autoRetry', autoRetry), ...present('webhook', webhook) };
  return await queueBuild(tx, parts, onFleet({ ...build, ...origin }, fleet), overrides);
}

/** Puts a new build into the queue, and tells of it. */
export async function queueBuild(tx: Db, parts: Parts, submitted: Build, overrides: Overrides): Promise<Build> {
  const build = { ...submitted, ...present('debugSessionEnabled', overrides.debugSessionEnabled) };
  await insertBuild(tx, build, overrides);
  await announce(tx, parts, build);
  await orderBuildStatus(tx, parts, build);
  return build;
}

/** Enqueues a build, and tells of it unless it is a sandbox. */
async function announce(tx: Db, parts: Parts, build: Build): Promise<void> {
  const payload = { id: build.id };
  await enterQueue(tx, parts, build);
  const runAt = build.queueDeadlineAt;
  await parts.queue.enqueue(tx, { kind: QUEUE_DEADLINE_KIND, id: queueDeadlineId(build), payload, runAt });
  if (build.sandbox) return;
  const [submitted] = build.phases;
  await parts.emitEvent(tx, stateChangeEvent(build, parts));
  if (submitted) await parts.emitEvent(tx, phaseChangeEvent(build, submitted, parts));
}

/** Refuses what no build can be made of. */
export function checkDefinition(definition: BuildDefinition): void {
  const problem = findDefinitionProblem(definition);
  if (problem) throw invalidInput(problem);
  if (definition.source.type === 'CODEPIPELINE' && !definition.sourceVersion?.startsWith('arn:')) {
    throw invalidInput('Invalid input: sourceVersion must be the ARN of an S3 object for source type CODEPIPELINE');
  }
}

/** What is to be started. */
interface Wanted {
  readonly project: Project;
  readonly environment: Environment;
}

/** The limit that keeps the project from having one more build now. */
export async function findLimit(tx: Db, parts: Parts, { project, environment }: Wanted): Promise<Error | undefined> {
  const projectLimit = project.definition.concurrentBuildLimit;
  if (projectLimit !== undefined && (await countUnfinished(tx, project.name)) >= projectLimit) {
    return tooManyInProject(projectLimit);
  }
  const pool = poolOf(environment);
  const poolLimit = environment.fleet ? undefined : queueLimitOf(parts.capacity ?? NO_LIMITS, pool);
  if (poolLimit !== undefined && (await countQueuedIn(tx, pool)) >= poolLimit) return tooManyQueued(poolLimit);
  const queueLimit = parts.queuedBuilds ?? DEFAULT_QUEUED_BUILDS;
  return (await countQueued(tx)) >= queueLimit ? tooManyQueued(queueLimit) : undefined;
}

/** Who started a build, as AWS writes it: `codepipeline/<pipeline>`, `rule/<name>`, the role's session or the user. */
export function initiatorOf({ kind, arn, sessionName }: Caller): string {
  if (kind === 'root') return 'root';
  if (kind === 'role') return sessionName ?? arn;
  const service = arn.replace(/\.amazonaws\.com$/, '');
  const prefix = service === 'events' ? 'rule' : service;
  return sessionName ? `${prefix}/${sessionName}` : prefix;
}

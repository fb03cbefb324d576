import type { Db } from '../../database/database.ts';
import type { Caller } from '../../gateway/request-context.ts';
import { QUEUE_DEADLINE_KIND, queueDeadlineId, RUN_KIND, runId } from './advance-build.ts';
import { projectArn } from './arns.ts';
import { findEarlierStart } from './earlier-start.ts';
import { buildNotFound, invalidInput, projectNotFound, tooManyInProject, tooManyQueued } from './errors.ts';
import type { Parts } from './parts.ts';
import type { Build, BuildDefinition } from './rules/build.ts';
import { findDefinitionProblem } from './rules/check-definition.ts';
import { phaseChangeEvent, stateChangeEvent } from './rules/event-detail.ts';
import { applyOverrides, newBuild, type Overrides } from './rules/new-build.ts';
import { present } from './rules/present.ts';
import type { Project } from './rules/project.ts';
import type { BuildWebhook } from './rules/webhook/build-webhook.ts';
import { countQueued, countUnfinished, findBuild, insertBuild } from './store/builds.ts';
import { findProject, takeBuildNumber } from './store/projects.ts';
import { orderBuildStatus } from './webhooks/order-status.ts';

export const DEFAULT_QUEUED_BUILDS = 5_000;

export interface BuildRequest {
  readonly projectName: string;
  readonly overrides: Overrides;
  readonly initiator: string;
  readonly idempotencyToken?: string | undefined;
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

/** The same in an open transaction, for a request that certainly is new. */
export async function submitBuildIn(tx: Db, parts: Parts, request: BuildRequest, uuid: string): Promise<Build> {
  const { projectName, overrides, initiator, webhook } = request;
  const number = await takeBuildNumber(tx, projectName);
  const project = number === undefined ? undefined : await findProject(tx, projectName);
  if (!project || number === undefined) throw projectNotFound(projectArn(parts, projectName));
  const { account } = parts;
  const definition = applyOverrides(project.definition, overrides, { projectName, account });
  checkDefinition(definition);
  const problem = await findLimit(tx, parts, project);
  if (problem) throw problem;
  const identity = { projectName, uuid, number, initiator, account };
  const build = newBuild(identity, definition, parts.clock.now());
  return await queueBuild(tx, parts, { ...build, ...present('webhook', webhook) }, overrides);
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
  await parts.queue.enqueue(tx, { kind: RUN_KIND, id: runId(build), payload });
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

/** The limit that keeps the project from having one more build now. */
export async function findLimit(tx: Db, parts: Parts, project: Project): Promise<Error | undefined> {
  const projectLimit = project.definition.concurrentBuildLimit;
  if (projectLimit !== undefined && (await countUnfinished(tx, project.name)) >= projectLimit) {
    return tooManyInProject(projectLimit);
  }
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

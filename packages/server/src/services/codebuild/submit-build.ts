import type { Db } from '../../database/database.ts';
import type { Caller } from '../../gateway/request-context.ts';
import { fingerprintOf } from '../../platform/fingerprint.ts';
import { QUEUE_DEADLINE_KIND, queueDeadlineId, RUN_KIND, runId } from './advance-build.ts';
import { projectArn } from './arns.ts';
import {
  buildNotFound,
  idempotencyMismatch,
  invalidInput,
  projectNotFound,
  tooManyInProject,
  tooManyQueued,
} from './errors.ts';
import type { Parts } from './parts.ts';
import type { Build, BuildDefinition } from './rules/build.ts';
import { findDefinitionProblem } from './rules/check-definition.ts';
import { phaseChangeEvent, stateChangeEvent } from './rules/event-detail.ts';
import { applyOverrides, newBuild, type Overrides } from './rules/new-build.ts';
import type { Project } from './rules/project.ts';
import { countQueued, countUnfinished, findBuild, insertBuild } from './store/builds.ts';
import { findStart, rememberStart } from './store/idempotency.ts';
import { findProject, takeBuildNumber } from './store/projects.ts';

const DEFAULT_QUEUED_BUILDS = 5_000;
const LONGEST_TOKEN = 64;

export interface BuildRequest {
  readonly projectName: string;
  readonly overrides: Overrides;
  readonly initiator: string;
  readonly idempotencyToken?: string | undefined;
}

/** Starts a build, or finds the one that the same request started before. */
export function submitBuild(parts: Parts, request: BuildRequest): Promise<Build> {
  const uuid = parts.ids.uuid();
  return parts.database.transaction(async (tx) => {
    const earlier = await findEarlier(tx, parts, request, `${request.projectName}:${uuid}`);
    return earlier ?? (await insertNew(tx, parts, request, uuid));
  });
}

async function findEarlier(tx: Db, parts: Parts, request: BuildRequest, buildId: string): Promise<Build | undefined> {
  const token = request.idempotencyToken;
  if (!token) return undefined;
  if (token.length > LONGEST_TOKEN) throw invalidInput(`Idempotency token cannot exceed ${LONGEST_TOKEN} characters`);
  const now = parts.clock.now();
  const fingerprint = fingerprintOf([request.projectName, request.overrides]);
  if (await rememberStart(tx, token, { fingerprint, buildId }, now)) return undefined;
  const earlier = await findStart(tx, token, now);
  if (earlier?.fingerprint !== fingerprint) throw idempotencyMismatch(token);
  const build = await findBuild(tx, earlier.buildId);
  if (!build) throw buildNotFound(earlier.buildId);
  return build;
}

async function insertNew(tx: Db, parts: Parts, request: BuildRequest, uuid: string): Promise<Build> {
  const { projectName, overrides, initiator } = request;
  const number = await takeBuildNumber(tx, projectName);
  const project = number === undefined ? undefined : await findProject(tx, projectName);
  if (!project || number === undefined) throw projectNotFound(projectArn(parts, projectName));
  const { account } = parts;
  const definition = applyOverrides(project.definition, overrides, { projectName, account });
  checkDefinition(definition);
  await checkLimits(tx, parts, project);
  const identity = { projectName, uuid, number, initiator, account };
  const build = newBuild(identity, definition, parts.clock.now());
  const debug =
    overrides.debugSessionEnabled === undefined ? {} : { debugSessionEnabled: overrides.debugSessionEnabled };
  await insertBuild(tx, { ...build, ...debug }, overrides);
  await announce(tx, parts, build);
  return { ...build, ...debug };
}

async function announce(tx: Db, parts: Parts, build: Build): Promise<void> {
  const payload = { id: build.id };
  await parts.queue.enqueue(tx, { kind: RUN_KIND, id: runId(build), payload });
  const runAt = build.queueDeadlineAt;
  await parts.queue.enqueue(tx, { kind: QUEUE_DEADLINE_KIND, id: queueDeadlineId(build), payload, runAt });
  const [submitted] = build.phases;
  await parts.emitEvent(tx, stateChangeEvent(build, parts));
  if (submitted) await parts.emitEvent(tx, phaseChangeEvent(build, submitted, parts));
}

function checkDefinition(definition: BuildDefinition): void {
  const problem = findDefinitionProblem(definition);
  if (problem) throw invalidInput(problem);
  if (definition.source.type === 'CODEPIPELINE' && !definition.sourceVersion?.startsWith('arn:')) {
    throw invalidInput('Invalid input: sourceVersion must be the ARN of an S3 object for source type CODEPIPELINE');
  }
}

async function checkLimits(tx: Db, parts: Parts, project: Project): Promise<void> {
  const projectLimit = project.definition.concurrentBuildLimit;
  if (projectLimit !== undefined && (await countUnfinished(tx, project.name)) >= projectLimit) {
    throw tooManyInProject(projectLimit);
  }
  const queueLimit = parts.queuedBuilds ?? DEFAULT_QUEUED_BUILDS;
  if ((await countQueued(tx)) >= queueLimit) throw tooManyQueued(queueLimit);
}

/** Who started a build, as AWS writes it: `codepipeline/<pipeline>`, `rule/<name>`, the role's session or the user. */
export function initiatorOf({ kind, arn, sessionName }: Caller): string {
  if (kind === 'root') return 'root';
  if (kind === 'role') return sessionName ?? arn;
  const service = arn.replace(/\.amazonaws\.com$/, '');
  const prefix = service === 'events' ? 'rule' : service;
  return sessionName ? `${prefix}/${sessionName}` : prefix;
}

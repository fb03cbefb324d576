import type { Db } from '../../database/database.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findFleetOf } from './fleets/find-fleet-of.ts';
import type { Parts } from './parts.ts';
import { nextAutoRetry } from './rules/auto-retry.ts';
import type { Build } from './rules/build.ts';
import { applyOverrides } from './rules/new-build.ts';
import { findOverrides, saveBuild } from './store/builds.ts';
import { findProject } from './store/projects.ts';
import { type BuildRequest, findLimit, submitBuildIn } from './submit-build.ts';

/**
 * Starts the build that follows a failed one, in the transaction in which that one ends: so there is exactly one, whoever dies when. As
 * with RetryBuild the project is read afresh. What refuses it (no such project any more, a limit) ends the row.
 */
export async function retryAutomatically(tx: Db, parts: Parts, build: Build): Promise<void> {
  const autoRetry = nextAutoRetry(build);
  const overrides = autoRetry && (await findOverrides(tx, build.id));
  if (!autoRetry || !overrides) return;
  const { projectName, initiator } = build;
  const request = { projectName, overrides, initiator, autoRetry, webhook: build.webhook };
  try {
    await refuseBeyondLimits(tx, parts, request);
    const next = await submitBuildIn(tx, parts, request, parts.ids.uuid());
    await saveBuild(tx, { ...build, autoRetry: { number: autoRetry.number - 1, ...build.autoRetry, next: next.id } });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    parts.logger.warn({ build: build.id, error }, 'a build is not retried');
  }
}

/** Before a number is taken for it: this transaction goes on when there is no next build. */
async function refuseBeyondLimits(tx: Db, parts: Parts, { projectName, overrides }: BuildRequest): Promise<void> {
  const project = await findProject(tx, projectName);
  if (!project) return;
  const { environment } = applyOverrides(project.definition, overrides, { projectName, account: parts.account });
  const { refusal } = await findFleetOf(tx, parts, environment);
  const problem = refusal ?? (await findLimit(tx, parts, { project, environment }));
  if (problem) throw problem;
}

import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { openJobOf } from './open-job.ts';

/** Errors that say: nobody waits for this outcome any more. */
const UNWANTED = ['InvalidJobStateException', 'JobNotFoundException'];
const LONGEST_SUMMARY = 2_048;
const LONGEST_MESSAGE = 5_000;

/** Puts the outcome that a build has, and closes it; doing it over changes nothing. */
export async function putOutcome(parts: Parts, id: string): Promise<void> {
  const { builds, log } = parts;
  const build = await builds.find(id);
  if (!build?.outcome || build.phase === 'ended') return;
  try {
    await put(parts, build, build.outcome);
  } catch (error) {
    if (!UNWANTED.includes((error as Error).name)) throw error;
    log('Nobody waits for an outcome any more', { id, error: (error as Error).name });
  }
  await builds.change(id, ({ open: _, ...current } = build) => ({ ...current, phase: 'ended' }));
}

async function put(parts: Parts, build: Build, outcome: NonNullable<Build['outcome']>): Promise<void> {
  const { codepipeline } = parts.aws;
  const jobId = await openJobOf(parts, build);
  const externalExecutionId = build.executionArn;
  if (outcome.status === 'failed') {
    const message = outcome.message.slice(0, LONGEST_MESSAGE);
    await codepipeline.putJobFailureResult({
      jobId,
      failureDetails: { type: outcome.type, message, externalExecutionId },
    });
    return;
  }
  const summary = outcome.summary.slice(0, LONGEST_SUMMARY);
  await codepipeline.putJobSuccessResult({
    ...{ jobId, outputVariables: { ...outcome.variables } },
    executionDetails: { summary, externalExecutionId, percentComplete: 100 },
  });
}

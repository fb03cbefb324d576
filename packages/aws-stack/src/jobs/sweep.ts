import { releaseInstance } from '@codeyard/compute/instance-pools/build-requests';
import { reconcile } from '@codeyard/compute/instance-pools/reconcile';
import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { commandEnded } from '../steps/command-ended.ts';
import { stopCommand } from '../steps/stop-command.ts';
import { beginBuild } from './begin-build.ts';
import { putOutcome } from './put-outcome.ts';
import { acknowledge } from './take-jobs.ts';

/** What has not changed for so long may have been left by a function that died. */
const QUIET_MS = 60_000;
/** CodePipeline has handed an unacknowledged job out again by then, which changes its row. */
const OFFERED_MS = 180_000;

/** Looks after the builds that nothing was heard of: events only hint, and a function may die at any line. */
export async function sweep(parts: Parts): Promise<void> {
  const builds = await parts.builds.listOpen();
  const quiet = builds.filter(({ changedAt }) => parts.now() - changedAt >= QUIET_MS);
  const results = await Promise.allSettled(quiet.map((build) => lookAfter(parts, build)));
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected')
      parts.log('A build could not be looked after', { id: quiet[index]?.id, error: String(result.reason) });
  }
}

async function lookAfter(parts: Parts, build: Build): Promise<void> {
  if (build.outcome) return await putOutcome(parts, build.id);
  if (build.phase === 'offered') return await takeUp(parts, build);
  if (build.phase === 'taken') return await beginAgain(parts, build);
  if (await hasEnded(parts, build)) return await endWithExecution(parts, build);
  if (build.open && build.command && build.open.step === build.command.step) await commandEnded(parts, build.command);
}

/**
 * A job that was polled, and then nothing: acknowledged or not, nobody says. All who poll for our type share this table, so one that
 * nobody else was given since is ours.
 */
async function takeUp(parts: Parts, build: Build): Promise<void> {
  if (parts.now() - build.changedAt < OFFERED_MS) return;
  await acknowledge(parts, build.jobId, build.nonce);
  await beginAgain(parts, build);
}

async function beginAgain(parts: Parts, { id, jobId }: Build): Promise<void> {
  try {
    const { jobDetails } = await parts.aws.codepipeline.getJobDetails({ jobId });
    await beginBuild(parts, id, jobDetails?.data);
  } catch (error) {
    if ((error as Error).name !== 'JobNotFoundException') throw error;
    await parts.builds.change(id, (current) => current && { ...current, phase: 'ended' });
  }
}

async function hasEnded({ aws }: Parts, { executionArn }: Build): Promise<boolean> {
  const { status } = await aws.sfn.describeExecution({ executionArn });
  return status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
}

/** Somebody ended the state machine's execution, which released nothing and reported nothing. */
async function endWithExecution(parts: Parts, build: Build): Promise<void> {
  const { id, open } = build;
  await stopCommand(parts, build);
  const scheduler = await parts.openScheduler();
  await releaseInstance(scheduler.store, { id, attempt: open?.attempt ?? 1 }, parts.now());
  await reconcile(scheduler);
  await parts.builds.change(id, (current): Build | undefined => {
    if (!current || current.outcome) return undefined;
    const message = current.cancelled ?? 'The execution of the state machine was ended before it could report.';
    return { ...current, outcome: { status: 'failed', type: 'JobFailed', message } };
  });
  await putOutcome(parts, id);
}

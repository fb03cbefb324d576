import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { commandEnded } from '../steps/command-ended.ts';
import { stopCommand } from '../steps/stop-command.ts';
import { tellAgain } from '../steps/tell-build.ts';
import { acknowledge } from './acknowledge.ts';
import { beginBuild, contextOf } from './begin-build.ts';
import { cancelBuild } from './cancel-build.ts';
import { closeBuild } from './end-build.ts';
import { putOutcome } from './put-outcome.ts';
import { reasonUnwanted } from './reason-unwanted.ts';

/** Looks after the builds that nothing was heard of: events only hint, and a function may die at any line. */
export async function sweep(parts: Parts): Promise<void> {
  const builds = await parts.builds.listOpen();
  const quiet = builds.filter(({ changedAt }) => parts.now() - changedAt >= parts.settings.quietMs);
  const results = await Promise.allSettled(quiet.map((build) => lookAfter(parts, build)));
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected')
      parts.log('A build could not be looked after', { id: quiet[index]?.id, error: String(result.reason) });
  }
}

async function lookAfter(parts: Parts, build: Build): Promise<void> {
  const { id, phase, context, open, command } = build;
  if (phase === 'offered' || !context) return await takeUp(parts, build);
  const reason = build.cancelled ?? (await reasonUnwanted(parts, context));
  if (reason !== undefined) await cancelBuild(parts, id, reason);
  if (build.outcome) return await putOutcome(parts, id);
  if (phase === 'taken') return await takeUp(parts, build);
  if (await hasEnded(parts, build)) return await endWithExecution(parts, build);
  if (open?.step === 'acquire') await tellAgain(parts, id);
  else if (open && open.step === command?.step) await commandEnded(parts, command);
}

/**
 * A job that was polled, and then nothing: acknowledged or not, nobody says. All who poll for our type share this table, and CodePipeline
 * hands out what nobody acknowledged again, which changes its row: so one that stayed as it was for long is ours.
 */
async function takeUp(parts: Parts, { id, jobId, nonce, phase, changedAt }: Build): Promise<void> {
  const { aws, settings } = parts;
  if (phase === 'offered' && parts.now() - changedAt < settings.offeredMs) return;
  await acknowledge(parts, jobId, nonce);
  const details = await aws.codepipeline.getJobDetails({ jobId }).catch(noneOfJob);
  const data = details?.jobDetails?.data;
  if (!data || (await reasonUnwanted(parts, contextOf(data))) !== undefined) await closeBuild(parts, id);
  else await beginBuild(parts, id, data);
}

function noneOfJob(error: Error): undefined {
  if (error.name !== 'JobNotFoundException') throw error;
  return undefined;
}

async function hasEnded({ aws }: Parts, { executionArn }: Build): Promise<boolean> {
  try {
    const { status } = await aws.sfn.describeExecution({ executionArn });
    return status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
  } catch (error) {
    if ((error as Error).name !== 'ExecutionDoesNotExist') throw error;
    return true;
  }
}

/** Somebody ended the state machine's execution, which reported nothing. Its machine is released as that of every build that has ended. */
async function endWithExecution(parts: Parts, build: Build): Promise<void> {
  await stopCommand(parts, build);
  await parts.builds.change(build.id, (current): Build | undefined => {
    if (!current || current.outcome) return undefined;
    const message = current.cancelled ?? 'The execution of the state machine was ended before it could report.';
    return { ...current, outcome: { status: 'failed', type: 'JobFailed', message } };
  });
  await putOutcome(parts, build.id);
}

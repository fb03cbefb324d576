import type { Job } from '@aws-sdk/client-codepipeline';
import { type Build, buildIdOf } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { beginBuild } from './begin-build.ts';

/** As many as PollForJobs hands out at once. */
const BATCH = 10;
/** A function's time ends; what is left is polled for a minute later. */
const MOST_BATCHES = 100;
/** Errors that say: somebody else has it, or nobody needs it any more. */
const LOST = ['InvalidNonceException', 'InvalidJobStateException', 'JobNotFoundException'];

/** Takes every job that is there. One job's fault is not another's: what fails is handed out again by CodePipeline. */
export async function takeJobs(parts: Parts): Promise<number> {
  const { aws, log, settings } = parts;
  let taken = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const { jobs = [] } = await aws.codepipeline.pollForJobs({
      actionTypeId: settings.actionType,
      maxBatchSize: BATCH,
    });
    if (jobs.length === 0) break;
    const results = await Promise.allSettled(jobs.map((job) => takeJob(parts, job)));
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected')
        log('A job could not be taken', { jobId: jobs[index]?.id, error: String(result.reason) });
      else taken++;
    }
  }
  return taken;
}

/** Only what was acknowledged is ours; a lost nonce is no failure of the job, which somebody else has. */
async function takeJob(parts: Parts, { id: jobId = '', nonce = '', data }: Job): Promise<void> {
  const { builds, now } = parts;
  const continued = data?.continuationToken;
  const id = continued ?? buildIdOf(jobId);
  // What is written before the acknowledgement is how a function that dies right after it is noticed.
  const row = await builds.change(id, (build): Build | undefined => {
    if (build) return { ...build, ...(continued === undefined ? { jobId, nonce } : {}) };
    return continued === undefined
      ? { ...{ id, phase: 'offered', createdAt: now(), changedAt: now() }, ...{ jobId, nonce } }
      : undefined;
  });
  if (!(await acknowledge(parts, jobId, nonce))) return;
  if (continued === undefined) await beginBuild(parts, id, data);
  else if (row) await builds.change(id, (build) => build && { ...build, jobId });
}

export async function acknowledge({ aws, log }: Parts, jobId: string, nonce: string): Promise<boolean> {
  try {
    const { status } = await aws.codepipeline.acknowledgeJob({ jobId, nonce });
    return status === 'InProgress';
  } catch (error) {
    if (!LOST.includes((error as Error).name)) throw error;
    log('A job is not ours', { jobId, error: (error as Error).name });
    return false;
  }
}

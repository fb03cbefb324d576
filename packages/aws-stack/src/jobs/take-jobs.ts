import type { Job } from '@aws-sdk/client-codepipeline';
import { type Build, buildIdOf } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { acknowledge } from './acknowledge.ts';
import { isAnnounced } from './announce.ts';
import { beginBuild } from './begin-build.ts';
import { endBuild } from './end-build.ts';

/** As many as PollForJobs hands out at once. */
const BATCH = 10;
/** A function's time ends; what is left is polled for a minute later. */
const MOST_BATCHES = 100;

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
  // What is written before the acknowledgement is how a function that dies right after it is noticed. A late poller changes nothing: a
  // build's job only gives way to its successor.
  const build = await builds.change(id, (current): Build | undefined => {
    if (current)
      return current.jobId === jobId || (continued !== undefined && isAnnounced(current))
        ? { ...current, jobId, nonce }
        : undefined;
    return continued === undefined
      ? { ...{ id, phase: 'offered', createdAt: now(), changedAt: now() }, ...{ jobId, nonce } }
      : undefined;
  });
  if (!(await acknowledge(parts, jobId, nonce))) return;
  if (!build) await refuse(parts, jobId);
  // Its outcome came before the acknowledgement, and was not taken.
  else if (build.phase === 'ended') await endBuild(parts, build, jobId);
  else if (continued === undefined) await beginBuild(parts, id, data);
}

/** It continues something that is not in the table, such as a build of a stack that was deleted. */
async function refuse({ aws }: Parts, jobId: string): Promise<void> {
  const message = 'The build that this job continues is not known any more.';
  await aws.codepipeline.putJobFailureResult({ jobId, failureDetails: { type: 'JobFailed', message } });
}

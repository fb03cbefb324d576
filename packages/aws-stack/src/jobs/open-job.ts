import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { announce } from './announce.ts';
import { takeJobs } from './take-jobs.ts';

/** CodePipeline has not handed out the job yet that continues a build's; the state machine asks again. */
export class JobNotBack extends Error {
  override readonly name = 'JobNotBack';
}

/** The job that may still be asked about and answered: after the announcement it is the first one's successor. */
export async function openJobOf(parts: Parts, found: Build): Promise<string> {
  const isHalfAnnounced = found.announcingJobId !== undefined && found.announcedJobId === undefined;
  const build = isHalfAnnounced ? await announce(parts, found) : found;
  if (build.jobId !== build.announcedJobId) return build.jobId;
  await takeJobs(parts);
  const { jobId } = (await parts.builds.find(build.id)) ?? build;
  if (jobId === build.announcedJobId) throw new JobNotBack('The job that continues this build was not handed out yet');
  return jobId;
}

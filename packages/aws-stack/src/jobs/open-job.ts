import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';
import { isAnnounced, putAnnouncement } from './announce.ts';
import { takeJobs } from './take-jobs.ts';

/** CodePipeline has not handed out the job yet that continues a build's; the state machine asks again. */
export class JobNotBack extends Error {
  override readonly name = 'JobNotBack';
}

/** The job that may still be asked about and answered: after the announcement it is the first one's successor. */
export async function openJobOf(parts: Parts, found: Build): Promise<string> {
  if (!isAnnounced(found)) return found.jobId;
  await takeJobs(parts);
  const build = (await parts.builds.find(found.id)) ?? found;
  if (!isAnnounced(build)) return build.jobId;
  // Whoever announced it may have died before it did.
  await putAnnouncement(parts, build);
  throw new JobNotBack('The job that continues this build was not handed out yet');
}

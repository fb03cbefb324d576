import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';

/** Tells the pipeline which execution carries its action out, so that the link is there while it runs. */
export async function announce(parts: Parts, { id }: Build): Promise<void> {
  // Known before it is done: from then on the outcome is put to the successor, and the announcement is made again until there is one.
  const build = await parts.builds.change(id, (current) =>
    current?.phase === 'running' && current.announcedJobId === undefined
      ? { ...current, announcedJobId: current.jobId }
      : undefined,
  );
  if (build && isAnnounced(build)) await putAnnouncement(parts, build);
}

/** Whether the job that a build knows was put with a continuation token: its successor takes the outcome. */
export const isAnnounced = ({ jobId, announcedJobId }: Build): boolean => jobId === announcedJobId;

/** Puts the job with a continuation token; doing it over changes nothing. */
export async function putAnnouncement({ aws, log }: Parts, { id, jobId, executionArn }: Build): Promise<void> {
  const executionDetails = { externalExecutionId: executionArn, summary: 'The build has begun', percentComplete: 0 };
  try {
    await aws.codepipeline.putJobSuccessResult({ jobId, continuationToken: id, executionDetails });
  } catch (error) {
    // Made before, or not wanted any more, or throttled: whoever needs the successor tries again.
    log('An execution could not be announced', { id, jobId, error: String(error) });
  }
}

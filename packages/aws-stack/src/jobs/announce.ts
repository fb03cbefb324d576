import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';

/** Tells the pipeline which execution carries its action out, so that the link is there while it runs. */
export async function announce(parts: Parts, build: Build): Promise<Build> {
  const { aws, builds, log } = parts;
  const { id, jobId, executionArn } = build;
  if (build.announcedJobId !== undefined || executionArn === undefined || build.phase !== 'running') return build;
  // Known before it is done: a function that dies in between does it over, which CodePipeline takes for the same result.
  await builds.change(id, (current) => current && { ...current, announcingJobId: jobId });
  const executionDetails = { externalExecutionId: executionArn, summary: 'The build has begun', percentComplete: 0 };
  try {
    await aws.codepipeline.putJobSuccessResult({ jobId, continuationToken: id, executionDetails });
  } catch (error) {
    // A build without its link is still a build.
    log('An execution could not be announced', { id, error: String(error) });
    return build;
  }
  return (await builds.change(id, (current) => current && { ...current, announcedJobId: jobId })) ?? build;
}

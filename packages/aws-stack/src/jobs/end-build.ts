import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';

/** Errors that say: nobody waits for this outcome any more. */
const UNWANTED = ['InvalidJobStateException', 'JobNotFoundException'];
const LONGEST_SUMMARY = 2_048;
const LONGEST_MESSAGE = 5_000;

/**
 * Puts a build's outcome to a job, and closes the build; doing it over changes nothing. A job that was not acknowledged takes none: it is
 * handed out again, and then put once more.
 */
export async function endBuild(parts: Parts, build: Build, jobId: string): Promise<void> {
  try {
    await put(parts, build, jobId);
  } catch (error) {
    if (!UNWANTED.includes((error as Error).name)) throw error;
    parts.log('An outcome was not taken', { id: build.id, jobId, error: (error as Error).name });
  }
  await closeBuild(parts, build.id);
}

/** Nothing is left to do for a build. */
export async function closeBuild(parts: Parts, id: string): Promise<void> {
  await parts.builds.change(id, (build): Build | undefined => {
    if (!build || build.phase === 'ended') return undefined;
    const { open: _, ...rest } = build;
    return { ...rest, phase: 'ended' };
  });
}

async function put({ aws }: Parts, { executionArn, outcome }: Build, jobId: string): Promise<void> {
  const details = executionArn === undefined ? {} : { externalExecutionId: executionArn };
  if (outcome?.status === 'succeeded') {
    const { summary, variables } = outcome;
    await aws.codepipeline.putJobSuccessResult({
      ...{ jobId, outputVariables: { ...variables } },
      executionDetails: { ...details, summary: summary.slice(0, LONGEST_SUMMARY), percentComplete: 100 },
    });
  } else {
    const { type, message } = outcome ?? { type: 'JobFailed', message: 'The build ended without an outcome.' };
    const failureDetails = { ...details, type, message: message.slice(0, LONGEST_MESSAGE) };
    await aws.codepipeline.putJobFailureResult({ jobId, failureDetails });
  }
}

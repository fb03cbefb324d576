import type { Build } from '../builds/build.ts';
import type { Parts } from '../parts.ts';

/** Errors that say: nobody waits for this outcome any more. */
const UNWANTED = ['InvalidJobStateException', 'JobNotFoundException'];
const LONGEST_SUMMARY = 2_048;
const LONGEST_MESSAGE = 5_000;

/** Puts a build's outcome to a job that is open, and closes the build; doing it over changes nothing. */
export async function endBuild(parts: Parts, build: Build, jobId: string): Promise<void> {
  try {
    await put(parts, build, jobId);
  } catch (error) {
    if (!UNWANTED.includes((error as Error).name)) throw error;
    parts.log('Nobody waits for an outcome any more', { id: build.id, error: (error as Error).name });
  }
  await parts.builds.change(build.id, ({ open: _, ...current } = build) => ({ ...current, phase: 'ended' }));
}

async function put({ aws }: Parts, { executionArn, outcome }: Build, jobId: string): Promise<void> {
  const details = executionArn === undefined ? {} : { externalExecutionId: executionArn };
  if (outcome?.status === 'succeeded') {
    const { summary, variables } = outcome;
    await aws.codepipeline.putJobSuccessResult({
      ...{ jobId, outputVariables: { ...variables } },
      executionDetails: { ...details, summary: summary.slice(0, LONGEST_SUMMARY), percentComplete: 100 },
    });
  } else if (outcome) {
    const message = outcome.message.slice(0, LONGEST_MESSAGE);
    await aws.codepipeline.putJobFailureResult({ jobId, failureDetails: { ...details, type: outcome.type, message } });
  }
}

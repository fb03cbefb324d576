import type { OpenStep } from '../builds/build.ts';
import type { Parts } from '../parts.ts';

/** Errors that say: the step does not wait any more. */
const OVER = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];
const LONGEST_ERROR = 256;
const LONGEST_CAUSE = 32_768;

export type Answer = { readonly output: object } | { readonly error: string; readonly cause: string };

/** Answers a step that waits; one that waits no more has been answered before. */
export async function answer({ aws, log }: Parts, { step, token: taskToken }: OpenStep, given: Answer): Promise<void> {
  try {
    if ('output' in given) await aws.sfn.sendTaskSuccess({ taskToken, output: JSON.stringify(given.output) });
    else {
      const [error, cause] = [given.error.slice(0, LONGEST_ERROR), given.cause.slice(0, LONGEST_CAUSE)];
      await aws.sfn.sendTaskFailure({ taskToken, error, cause });
    }
  } catch (error) {
    if (!OVER.includes((error as Error).name)) throw error;
    log('A step does not wait any more', { step, error: (error as Error).name });
  }
}

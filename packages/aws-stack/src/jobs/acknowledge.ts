import type { Parts } from '../parts.ts';

/** Errors that say: somebody else has it, or nobody needs it any more. */
const LOST = ['InvalidNonceException', 'InvalidJobStateException', 'JobNotFoundException'];

/** Whether a job is ours from now on. One that was acknowledged before, by whoever, is not. */
export async function acknowledge({ aws, log }: Parts, jobId: string, nonce: string): Promise<boolean> {
  try {
    const { status } = await aws.codepipeline.acknowledgeJob({ jobId, nonce });
    return status === 'InProgress';
  } catch (error) {
    if (!LOST.includes((error as Error).name)) throw error;
    log('A job was not acknowledged', { jobId, error: (error as Error).name });
    return false;
  }
}

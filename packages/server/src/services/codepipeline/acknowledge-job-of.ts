import { invalidNonce, jobNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { acknowledge } from './rules/job.ts';
import { changeJob, lockJob } from './store/jobs.ts';

/** The job is the worker's from now on; of several that were handed it only one gets here. */
export async function acknowledgeJobOf(parts: Parts, jobId: string, nonce: string): Promise<{ status: 'InProgress' }> {
  return await parts.database.transaction(async (tx) => {
    const job = await lockJob(tx, jobId);
    if (!job) throw jobNotFound(jobId);
    const taken = acknowledge(job, nonce);
    if (taken === 'invalid nonce') throw invalidNonce(nonce);
    await changeJob(tx, taken);
    return { status: 'InProgress' };
  });
}

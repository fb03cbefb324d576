import type { GetJobDetailsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { jobNotFound } from '../errors.ts';
import { jobData } from '../job-data.ts';
import type { Parts } from '../parts.ts';
import { findJob } from '../store/jobs.ts';

export const getJobDetails = operation<GetJobDetailsCommand, Parts>('GetJobDetails', async ({ jobId }, parts) => {
  const job = await findJob(parts.database, jobId);
  const data = job && (await jobData(parts, job));
  if (!data) throw jobNotFound(jobId);
  return { jobDetails: { id: jobId, accountId: parts.account, data } };
});

import type { GetThirdPartyJobDetailsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { jobNotFound } from '../errors.ts';
import { jobData } from '../job-data.ts';
import type { Parts } from '../parts.ts';
import { checkClientToken } from '../third-party.ts';

/** A third party is not told whose pipeline it works for. */
export const getThirdPartyJobDetails = operation<GetThirdPartyJobDetailsCommand, Parts>(
  'GetThirdPartyJobDetails',
  async ({ jobId, clientToken }, parts) => {
    const job = await checkClientToken(parts, jobId, clientToken);
    const data = await jobData(parts, job);
    if (!data) throw jobNotFound(jobId);
    const { pipelineArn: _, pipelineExecutionId: __, ...pipelineContext } = data.pipelineContext ?? {};
    return { jobDetails: { id: jobId, nonce: String(job.nonce), data: { ...data, pipelineContext } } };
  },
);

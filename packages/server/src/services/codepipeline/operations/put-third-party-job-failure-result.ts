import type { PutThirdPartyJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { failJob } from '../end-job.ts';
import type { Parts } from '../parts.ts';
import { checkClientToken } from '../third-party.ts';

export const putThirdPartyJobFailureResult = operation<PutThirdPartyJobFailureResultCommand, Parts>(
  'PutThirdPartyJobFailureResult',
  async ({ jobId, clientToken, failureDetails }, parts) => {
    await checkClientToken(parts, jobId, clientToken);
    await failJob(parts, jobId, failureDetails);
  },
);

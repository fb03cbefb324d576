import type { PutThirdPartyJobSuccessResultCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { succeedJob } from '../end-job.ts';
import type { Parts } from '../parts.ts';
import { checkClientToken } from '../third-party.ts';

export const putThirdPartyJobSuccessResult = operation<PutThirdPartyJobSuccessResultCommand, Parts>(
  'PutThirdPartyJobSuccessResult',
  async ({ jobId, clientToken, ...result }, parts) => {
    await checkClientToken(parts, jobId, clientToken);
    await succeedJob(parts, jobId, result);
  },
);

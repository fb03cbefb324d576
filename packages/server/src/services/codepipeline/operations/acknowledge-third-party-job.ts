import type { AcknowledgeThirdPartyJobCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { acknowledgeJobOf } from '../acknowledge-job-of.ts';
import type { Parts } from '../parts.ts';
import { checkClientToken } from '../third-party.ts';

export const acknowledgeThirdPartyJob = operation<AcknowledgeThirdPartyJobCommand, Parts>(
  'AcknowledgeThirdPartyJob',
  async ({ jobId, nonce, clientToken }, parts) => {
    await checkClientToken(parts, jobId, clientToken);
    return acknowledgeJobOf(parts, jobId, nonce);
  },
);

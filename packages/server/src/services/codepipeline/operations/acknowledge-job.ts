import type { AcknowledgeJobCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { acknowledgeJobOf } from '../acknowledge-job-of.ts';
import type { Parts } from '../parts.ts';

export const acknowledgeJob = operation<AcknowledgeJobCommand, Parts>(
  'AcknowledgeJob',
  async ({ jobId, nonce }, parts) => acknowledgeJobOf(parts, jobId, nonce),
);

import type { PutJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { failJob } from '../end-job.ts';
import type { Parts } from '../parts.ts';

export const putJobFailureResult = operation<PutJobFailureResultCommand, Parts>(
  'PutJobFailureResult',
  async ({ jobId, failureDetails }, parts) => failJob(parts, jobId, failureDetails),
);

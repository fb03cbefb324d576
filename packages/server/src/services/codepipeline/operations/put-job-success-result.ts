import type { PutJobSuccessResultCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { succeedJob } from '../end-job.ts';
import type { Parts } from '../parts.ts';

export const putJobSuccessResult = operation<PutJobSuccessResultCommand, Parts>(
  'PutJobSuccessResult',
  async ({ jobId, ...result }, parts) => succeedJob(parts, jobId, result),
);

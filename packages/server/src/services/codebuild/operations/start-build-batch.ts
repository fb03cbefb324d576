import type { StartBuildBatchCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readProjectName } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { describeBatch } from '../rules/batch/describe-batch.ts';
import { submitBatch } from '../submit-batch.ts';
import { initiatorOf } from '../submit-build.ts';

/** The answer names neither phases nor groups yet. */
export const startBuildBatch = operation<StartBuildBatchCommand, Parts>('StartBuildBatch', async (input, parts) => {
  const { projectName, idempotencyToken, ...overrides } = input;
  const batch = await submitBatch(parts, {
    projectName: readProjectName(projectName),
    input: overrides,
    idempotencyToken,
    initiator: initiatorOf(parts.request.caller),
  });
  const { phases, buildGroups, ...buildBatch } = describeBatch(batch, parts);
  return { buildBatch };
});

import type { DeleteResourcePolicyCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { invalidInput } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readShareable } from '../shareable.ts';
import { deleteResourcePolicyRow } from '../store/resource-policies.ts';

/** The model has no error for a policy that is not there: deleting it succeeds. */
export const deleteResourcePolicy = operation<DeleteResourcePolicyCommand, Parts>(
  'DeleteResourcePolicy',
  async ({ resourceArn }, parts) => {
    if (!readShareable(parts, resourceArn))
      throw invalidInput(`Invalid resource ARN: ${resourceArn} is neither a project nor a report group`);
    await deleteResourcePolicyRow(parts.database, resourceArn);
    return {};
  },
);

import type { DeleteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findChangeSet, forgetChangeSet } from '../store/change-sets.ts';
import { findStack } from '../store/stacks.ts';

/** Of one that is gone it says nothing. */
export const deleteChangeSet = operation<DeleteChangeSetCommand, Parts>(
  'DeleteChangeSet',
  async (input, { database }) => {
    if (!input.ChangeSetName.startsWith('arn:') && input.StackName === undefined)
      throw validation('StackName must be specified if ChangeSetName is not specified as an ARN.');
    const stack = input.StackName === undefined ? undefined : (await findStack(database, input.StackName))?.id;
    await database.transaction(async (tx) => {
      const found = await findChangeSet(tx, { name: input.ChangeSetName, stack });
      if (!found) return;
      if (found.document.executionStatus === 'EXECUTE_IN_PROGRESS')
        throw validation(`ChangeSet [${found.id}] cannot be deleted while it is being executed`);
      await forgetChangeSet(tx, found.id);
    });
    return {};
  },
);

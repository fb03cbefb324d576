import type { ContinueUpdateRollbackCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { stackIsIn, validation } from '../errors.ts';
import { liveStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { lockStack, statusOf } from '../store/stacks.ts';
import { apply } from '../transition.ts';

/** Goes on with a rollback that failed; resources that are in its way are taken to be as they were. */
export const continueUpdateRollback = operation<ContinueUpdateRollbackCommand, Parts>(
  'ContinueUpdateRollback',
  async (input, parts) => {
    const { id } = await liveStack(parts.database, input.StackName);
    await parts.database.transaction(async (tx) => {
      const stack = await lockStack(tx, id);
      if (!stack) return;
      if (statusOf(stack) !== 'UPDATE_ROLLBACK_FAILED') throw stackIsIn(id, statusOf(stack), 'continued');
      const skip = input.ResourcesToSkip ?? [];
      const unknown = skip.filter((name) => !stack.state.resources[name]);
      if (unknown.length > 0) throw validation(`Resources [${unknown.join(', ')}] do not exist in the stack`);
      await apply(tx, parts, stack, { type: 'continue-rollback', skip });
    });
    return {};
  },
);

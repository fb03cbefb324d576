import type { CancelUpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { liveStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { lockStack, statusOf } from '../store/stacks.ts';
import { apply } from '../transition.ts';

/** An update goes back, once what runs has come back. */
export const cancelUpdateStack = operation<CancelUpdateStackCommand, Parts>(
  'CancelUpdateStack',
  async (input, parts) => {
    const { id } = await liveStack(parts.database, input.StackName);
    await parts.database.transaction(async (tx) => {
      const stack = await lockStack(tx, id);
      const status = stack && statusOf(stack);
      if (!stack || status !== 'UPDATE_IN_PROGRESS')
        throw validation(`CancelUpdateStack cannot be called from current stack status`);
      await apply(tx, parts, stack, { type: 'cancel', reason: 'User Initiated' });
    });
  },
);

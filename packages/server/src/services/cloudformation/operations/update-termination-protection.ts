import type { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { liveStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { lockStack, saveDocument } from '../store/stacks.ts';

export const updateTerminationProtection = operation<UpdateTerminationProtectionCommand, Parts>(
  'UpdateTerminationProtection',
  async (input, { database }) => {
    const { id } = await liveStack(database, input.StackName);
    await database.transaction(async (tx) => {
      const stack = await lockStack(tx, id);
      const isProtected = input.EnableTerminationProtection;
      if (stack) await saveDocument(tx, { ...stack, document: { ...stack.document, isProtected } });
    });
    return { StackId: id };
  },
);

import type { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { operation } from '../../../gateway/operation.ts';
import { changeVisibility } from '../change-flight.ts';
import type { Parts } from '../parts.ts';

export const changeMessageVisibility = operation<ChangeMessageVisibilityCommand, Parts>(
  'ChangeMessageVisibility',
  async (input, parts) => {
    await changeVisibility(parts, input);
  },
);

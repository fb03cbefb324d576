import type { GetServiceLinkedRoleDeletionStatusCommand } from '@aws-sdk/client-iam';
import { operation } from '../../../gateway/operation.ts';
import { deletionTaskNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';

const TASK = /^task\/aws-service-role\/[\w.-]+\/[\w+=,.@-]+\/[0-9a-f-]{36}$/;

/** A task is named only after its role is gone. */
export const getServiceLinkedRoleDeletionStatus = operation<GetServiceLinkedRoleDeletionStatusCommand, Parts>(
  'GetServiceLinkedRoleDeletionStatus',
  async (input) => {
    if (!TASK.test(input.DeletionTaskId)) throw deletionTaskNotFound(input.DeletionTaskId);
    return { Status: 'SUCCEEDED' };
  },
);

import type { SendTaskFailureCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { tellTask } from '../tell-task.ts';

export const sendTaskFailure = operation<SendTaskFailureCommand, Parts>(
  'SendTaskFailure',
  async ({ taskToken, error = '', cause = '' }, parts) => {
    await tellTask(parts, taskToken, (about) => ({ type: 'task-failed', ...about, error, cause }));
    return {};
  },
);

import type { SendTaskHeartbeatCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { tellTask } from '../tell-task.ts';

export const sendTaskHeartbeat = operation<SendTaskHeartbeatCommand, Parts>(
  'SendTaskHeartbeat',
  async ({ taskToken }, parts) => {
    await tellTask(parts, taskToken, (about) => ({ type: 'heartbeat', ...about }));
    return {};
  },
);

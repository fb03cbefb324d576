import type { DisableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { switchActions } from '../switch-actions.ts';

export const disableAlarmActions = operation<DisableAlarmActionsCommand, Parts>(
  'DisableAlarmActions',
  async ({ AlarmNames }, parts) => await switchActions(parts, AlarmNames, false),
);

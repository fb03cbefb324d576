import type { EnableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { switchActions } from '../switch-actions.ts';

export const enableAlarmActions = operation<EnableAlarmActionsCommand, Parts>(
  'EnableAlarmActions',
  async ({ AlarmNames }, parts) => await switchActions(parts, AlarmNames, true),
);

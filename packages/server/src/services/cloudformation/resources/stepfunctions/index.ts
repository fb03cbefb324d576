import type { ResourceType } from '../resource-type.ts';
import { activity } from './activity.ts';
import { stateMachine } from './state-machine.ts';
import { stateMachineAlias } from './state-machine-alias.ts';
import { stateMachineVersion } from './state-machine-version.ts';

export const STEPFUNCTIONS_TYPES: readonly ResourceType[] = [
  activity,
  stateMachine,
  stateMachineAlias,
  stateMachineVersion,
];

import type { ResourceType } from '../resource-type.ts';
import { alarm } from './alarm.ts';

export const CLOUDWATCH_TYPES: readonly ResourceType[] = [alarm];

import type { ResourceType } from '../resource-type.ts';
import { schedule } from './schedule.ts';
import { scheduleGroup } from './schedule-group.ts';

export const SCHEDULER_TYPES: readonly ResourceType[] = [schedule, scheduleGroup];

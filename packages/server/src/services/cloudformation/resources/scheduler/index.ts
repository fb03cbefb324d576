import type { ResourceType } from '../resource-type.ts';

export const SCHEDULER_TYPES: readonly ResourceType[] = [];

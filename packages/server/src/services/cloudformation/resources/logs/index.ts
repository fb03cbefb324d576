import type { ResourceType } from '../resource-type.ts';

export const LOGS_TYPES: readonly ResourceType[] = [];

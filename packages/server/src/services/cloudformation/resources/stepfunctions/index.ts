import type { ResourceType } from '../resource-type.ts';

export const STEPFUNCTIONS_TYPES: readonly ResourceType[] = [];

import type { ResourceType } from '../resource-type.ts';

export const CLOUDWATCH_TYPES: readonly ResourceType[] = [];

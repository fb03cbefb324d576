import type { ResourceType } from '../resource-type.ts';

export const IAM_TYPES: readonly ResourceType[] = [];

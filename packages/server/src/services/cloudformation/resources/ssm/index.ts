import type { ResourceType } from '../resource-type.ts';

export const SSM_TYPES: readonly ResourceType[] = [];

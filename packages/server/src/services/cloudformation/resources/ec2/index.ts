import type { ResourceType } from '../resource-type.ts';

export const EC2_TYPES: readonly ResourceType[] = [];

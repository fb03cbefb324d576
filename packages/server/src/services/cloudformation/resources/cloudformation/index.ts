import type { ResourceType } from '../resource-type.ts';

export const CLOUDFORMATION_TYPES: readonly ResourceType[] = [];

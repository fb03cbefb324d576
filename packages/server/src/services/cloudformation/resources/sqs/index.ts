import type { ResourceType } from '../resource-type.ts';

export const SQS_TYPES: readonly ResourceType[] = [];

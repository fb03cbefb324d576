import type { ResourceType } from '../resource-type.ts';

export const S3_TYPES: readonly ResourceType[] = [];

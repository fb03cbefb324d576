import type { ResourceType } from '../resource-type.ts';

export const LAMBDA_TYPES: readonly ResourceType[] = [];

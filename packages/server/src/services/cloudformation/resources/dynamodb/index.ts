import type { ResourceType } from '../resource-type.ts';

export const DYNAMODB_TYPES: readonly ResourceType[] = [];

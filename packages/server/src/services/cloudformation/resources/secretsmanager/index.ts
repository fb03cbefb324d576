import type { ResourceType } from '../resource-type.ts';

export const SECRETSMANAGER_TYPES: readonly ResourceType[] = [];

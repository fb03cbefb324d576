import type { ResourceType } from '../resource-type.ts';

export const EVENTS_TYPES: readonly ResourceType[] = [];

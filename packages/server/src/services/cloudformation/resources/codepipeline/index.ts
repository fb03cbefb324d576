import type { ResourceType } from '../resource-type.ts';

export const CODEPIPELINE_TYPES: readonly ResourceType[] = [];

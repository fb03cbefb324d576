import type { ResourceType } from '../resource-type.ts';

export const CODEBUILD_TYPES: readonly ResourceType[] = [];

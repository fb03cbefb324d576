import type { ResourceCase } from '../resource-case.ts';

export const CODEPIPELINE_CASES: readonly ResourceCase[] = [];

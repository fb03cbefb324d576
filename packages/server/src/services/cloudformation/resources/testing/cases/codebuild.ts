import type { ResourceCase } from '../resource-case.ts';

export const CODEBUILD_CASES: readonly ResourceCase[] = [];

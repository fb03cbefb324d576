import type { ResourceCase } from '../resource-case.ts';

export const IAM_CASES: readonly ResourceCase[] = [];

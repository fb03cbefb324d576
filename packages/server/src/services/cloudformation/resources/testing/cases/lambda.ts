import type { ResourceCase } from '../resource-case.ts';

export const LAMBDA_CASES: readonly ResourceCase[] = [];

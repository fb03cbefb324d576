import type { ResourceCase } from '../resource-case.ts';

export const CLOUDWATCH_CASES: readonly ResourceCase[] = [];

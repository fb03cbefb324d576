import type { ResourceCase } from '../resource-case.ts';

export const EC2_CASES: readonly ResourceCase[] = [];

import type { ResourceCase } from '../resource-case.ts';

export const S3_CASES: readonly ResourceCase[] = [];

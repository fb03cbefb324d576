import type { ResourceCase } from '../resource-case.ts';

export const SQS_CASES: readonly ResourceCase[] = [];

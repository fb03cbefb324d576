import type { ResourceCase } from '../resource-case.ts';

export const SCHEDULER_CASES: readonly ResourceCase[] = [];

import type { ResourceCase } from '../resource-case.ts';

export const LOGS_CASES: readonly ResourceCase[] = [];

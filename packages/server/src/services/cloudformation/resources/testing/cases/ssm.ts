import type { ResourceCase } from '../resource-case.ts';

export const SSM_CASES: readonly ResourceCase[] = [];

import type { ResourceCase } from '../resource-case.ts';

export const STEPFUNCTIONS_CASES: readonly ResourceCase[] = [];

import type { ResourceCase } from '../resource-case.ts';

export const CLOUDFORMATION_CASES: readonly ResourceCase[] = [];

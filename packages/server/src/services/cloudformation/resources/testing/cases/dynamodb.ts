import type { ResourceCase } from '../resource-case.ts';

export const DYNAMODB_CASES: readonly ResourceCase[] = [];

import type { ResourceCase } from '../resource-case.ts';

export const SECRETSMANAGER_CASES: readonly ResourceCase[] = [];

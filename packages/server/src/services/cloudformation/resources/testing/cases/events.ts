import type { ResourceCase } from '../resource-case.ts';

export const EVENTS_CASES: readonly ResourceCase[] = [];

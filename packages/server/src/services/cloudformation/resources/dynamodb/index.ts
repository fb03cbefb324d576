import type { ResourceType } from '../resource-type.ts';
import { table } from './table.ts';

export const DYNAMODB_TYPES: readonly ResourceType[] = [table];

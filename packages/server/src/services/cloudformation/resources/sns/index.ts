import type { ResourceType } from '../resource-type.ts';
import { topic } from './topic.ts';

export const SNS_TYPES: readonly ResourceType[] = [topic];

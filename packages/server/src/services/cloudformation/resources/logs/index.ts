import type { ResourceType } from '../resource-type.ts';
import { logGroup } from './log-group.ts';
import { logStream } from './log-stream.ts';

export const LOGS_TYPES: readonly ResourceType[] = [logGroup, logStream];

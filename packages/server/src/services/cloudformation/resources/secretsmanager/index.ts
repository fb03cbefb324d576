import type { ResourceType } from '../resource-type.ts';
import { secret } from './secret.ts';

export const SECRETSMANAGER_TYPES: readonly ResourceType[] = [secret];

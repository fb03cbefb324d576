import type { ResourceType } from '../resource-type.ts';
import { document } from './document.ts';
import { parameter } from './parameter.ts';

export const SSM_TYPES: readonly ResourceType[] = [document, parameter];

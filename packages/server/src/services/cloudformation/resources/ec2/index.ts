import type { ResourceType } from '../resource-type.ts';
import { instance } from './instance.ts';
import { launchTemplate } from './launch-template.ts';

export const EC2_TYPES: readonly ResourceType[] = [instance, launchTemplate];

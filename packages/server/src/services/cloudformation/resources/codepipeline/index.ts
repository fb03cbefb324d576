import type { ResourceType } from '../resource-type.ts';
import { customActionType } from './custom-action-type.ts';
import { pipeline } from './pipeline.ts';
import { webhook } from './webhook.ts';

export const CODEPIPELINE_TYPES: readonly ResourceType[] = [customActionType, pipeline, webhook];

import type { ResourceType } from '../resource-type.ts';
import { alias } from './alias.ts';
import { eventInvokeConfig } from './event-invoke-config.ts';
import { lambdaFunction } from './function.ts';
import { layerVersion } from './layer-version.ts';
import { permission } from './permission.ts';
import { version } from './version.ts';

export const LAMBDA_TYPES: readonly ResourceType[] = [
  alias,
  eventInvokeConfig,
  lambdaFunction,
  layerVersion,
  permission,
  version,
];

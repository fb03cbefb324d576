import type { ResourceType } from '../resource-type.ts';
import { customResourceType } from './custom-resource.ts';
import { stack } from './stack.ts';

export const CLOUDFORMATION_TYPES: readonly ResourceType[] = [
  stack,
  customResourceType('AWS::CloudFormation::CustomResource'),
];

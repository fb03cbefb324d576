import type { ResourceType } from '../resource-type.ts';
import { bucket } from './bucket.ts';
import { bucketPolicy } from './bucket-policy.ts';

export const S3_TYPES: readonly ResourceType[] = [bucket, bucketPolicy];

import type { GetObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { noObjectLock } from '../errors.ts';
import { requireBucket } from '../find-bucket.ts';
import type { S3Parts } from '../s3-parts.ts';
import { readDocument } from '../store/documents.ts';

export const getObjectLockConfiguration = operation<GetObjectLockConfigurationCommand, S3Parts>(
  'GetObjectLockConfiguration',
  async (input, parts) => {
    const bucket = await requireBucket(parts.database, input, parts.account);
    if (!bucket.objectLock) throw noObjectLock(bucket.name);
    const rule = await readDocument(parts.database, bucket.name, 'object-lock');
    return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', ...(rule ? { Rule: rule } : {}) } };
  },
);

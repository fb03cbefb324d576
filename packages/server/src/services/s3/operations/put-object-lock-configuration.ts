import type { PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { malformedXml, objectLockNeedsVersioning } from '../errors.ts';
import { checkOwner, holdBucket } from '../find-bucket.ts';
import type { S3Parts } from '../s3-parts.ts';
import { setObjectLock } from '../store/buckets.ts';
import { writeDocument } from '../store/documents.ts';

/** The default retention is recorded; nothing is held back from deletion yet. */
export const putObjectLockConfiguration = operation<PutObjectLockConfigurationCommand, S3Parts>(
  'PutObjectLockConfiguration',
  async (input, parts) => {
    checkOwner(input, parts.account);
    const configuration = input.ObjectLockConfiguration;
    if (configuration?.ObjectLockEnabled !== 'Enabled') throw malformedXml();
    await parts.database.transaction(async (tx) => {
      const bucket = await holdBucket(tx, input.Bucket, 'update');
      if (bucket.versioning !== 'Enabled') throw objectLockNeedsVersioning();
      await setObjectLock(tx, bucket.name);
      await writeDocument(tx, bucket.name, 'object-lock', configuration.Rule);
    });
    return {};
  },
);

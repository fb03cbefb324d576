import type { PutBucketLoggingCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

/** An empty status turns logging off. */
export const putBucketLogging = operation<PutBucketLoggingCommand, S3Parts>(
  'PutBucketLogging',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'logging', input.BucketLoggingStatus.LoggingEnabled);
  },
);

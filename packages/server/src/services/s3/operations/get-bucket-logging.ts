import type { GetBucketLoggingCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketLogging = operation<GetBucketLoggingCommand, S3Parts>(
  'GetBucketLogging',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'logging');
    return document ? { LoggingEnabled: document } : {};
  },
);

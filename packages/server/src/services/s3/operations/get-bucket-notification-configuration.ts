import type { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketNotificationConfiguration = operation<GetBucketNotificationConfigurationCommand, S3Parts>(
  'GetBucketNotificationConfiguration',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'notification');
    return document ?? {};
  },
);

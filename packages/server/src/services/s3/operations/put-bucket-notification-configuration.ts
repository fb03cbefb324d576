import type { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

/** Of the destinations, only EventBridge is told of changes so far; the others are recorded. */
export const putBucketNotificationConfiguration = operation<PutBucketNotificationConfigurationCommand, S3Parts>(
  'PutBucketNotificationConfiguration',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'notification', input.NotificationConfiguration);
  },
);

import type { PutBucketWebsiteCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketWebsite = operation<PutBucketWebsiteCommand, S3Parts>(
  'PutBucketWebsite',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'website', input.WebsiteConfiguration);
  },
);

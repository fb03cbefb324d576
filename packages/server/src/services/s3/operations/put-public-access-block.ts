import type { PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putPublicAccessBlock = operation<PutPublicAccessBlockCommand, S3Parts>(
  'PutPublicAccessBlock',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'public-access-block', input.PublicAccessBlockConfiguration);
  },
);

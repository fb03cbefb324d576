import type { DeletePublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deletePublicAccessBlock = operation<DeletePublicAccessBlockCommand, S3Parts>(
  'DeletePublicAccessBlock',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'public-access-block', undefined);
  },
);

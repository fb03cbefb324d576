import type { DeleteBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const deleteBucketEncryption = operation<DeleteBucketEncryptionCommand, S3Parts>(
  'DeleteBucketEncryption',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'encryption', undefined);
  },
);

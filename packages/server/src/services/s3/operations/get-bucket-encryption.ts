import type { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { DEFAULT_ENCRYPTION } from '../rules/encryption.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketEncryption = operation<GetBucketEncryptionCommand, S3Parts>(
  'GetBucketEncryption',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'encryption');
    return { ServerSideEncryptionConfiguration: document ?? DEFAULT_ENCRYPTION };
  },
);

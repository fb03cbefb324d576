import type { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchPublicAccessBlock } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getPublicAccessBlock = operation<GetPublicAccessBlockCommand, S3Parts>(
  'GetPublicAccessBlock',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'public-access-block');
    if (!document) throw noSuchPublicAccessBlock(input.Bucket);
    return { PublicAccessBlockConfiguration: document };
  },
);

import type { GetBucketOwnershipControlsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchOwnershipControls } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketOwnershipControls = operation<GetBucketOwnershipControlsCommand, S3Parts>(
  'GetBucketOwnershipControls',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'ownership');
    if (!document) throw noSuchOwnershipControls(input.Bucket);
    return { OwnershipControls: document };
  },
);

import type { GetBucketTaggingCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchTags } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketTagging = operation<GetBucketTaggingCommand, S3Parts>(
  'GetBucketTagging',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'tagging');
    if (!document) throw noSuchTags(input.Bucket);
    return { TagSet: document };
  },
);

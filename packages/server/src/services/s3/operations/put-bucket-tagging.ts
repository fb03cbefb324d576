import type { PutBucketTaggingCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import { checkTags, MAX_BUCKET_TAGS } from '../rules/tags.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketTagging = operation<PutBucketTaggingCommand, S3Parts>(
  'PutBucketTagging',
  async (input, parts) => {
    const tags = checkTags(input.Tagging.TagSet, MAX_BUCKET_TAGS);
    await saveBucketDocument(parts, input, 'tagging', [...tags]);
  },
);

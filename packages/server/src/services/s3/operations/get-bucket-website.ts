import type { GetBucketWebsiteCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchWebsite } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketWebsite = operation<GetBucketWebsiteCommand, S3Parts>(
  'GetBucketWebsite',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'website');
    if (!document) throw noSuchWebsite(input.Bucket);
    return document;
  },
);

import type { GetBucketCorsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchCors } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketCors = operation<GetBucketCorsCommand, S3Parts>('GetBucketCors', async (input, parts) => {
  const document = await readBucketDocument(parts, input, 'cors');
  if (!document) throw noSuchCors(input.Bucket);
  return document;
});

import type { PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketCors = operation<PutBucketCorsCommand, S3Parts>('PutBucketCors', async (input, parts) => {
  await saveBucketDocument(parts, input, 'cors', input.CORSConfiguration);
});

import type { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchPolicy } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketPolicy = operation<GetBucketPolicyCommand, S3Parts>('GetBucketPolicy', async (input, parts) => {
  const document = await readBucketDocument(parts, input, 'policy');
  if (!document) throw noSuchPolicy(input.Bucket);
  return { Policy: document };
});

import type { PutBucketAclCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import { newGrants } from '../new-grants.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketAcl = operation<PutBucketAclCommand, S3Parts>('PutBucketAcl', async (input, parts) => {
  await saveBucketDocument(parts, input, 'acl', [...(await newGrants(parts, input))]);
});

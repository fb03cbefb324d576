import type { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import { checkPolicy } from '../rules/bucket-policy.ts';
import type { S3Parts } from '../s3-parts.ts';

/** The policy is recorded, not enforced: access is decided by whose key signed. */
export const putBucketPolicy = operation<PutBucketPolicyCommand, S3Parts>('PutBucketPolicy', async (input, parts) => {
  checkPolicy(input.Policy, input.Bucket);
  await saveBucketDocument(parts, input, 'policy', input.Policy);
});

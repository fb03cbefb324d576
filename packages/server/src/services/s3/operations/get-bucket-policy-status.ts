import type { GetBucketPolicyStatusCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchPolicy } from '../errors.ts';
import { isPublicPolicy } from '../rules/bucket-policy.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketPolicyStatus = operation<GetBucketPolicyStatusCommand, S3Parts>(
  'GetBucketPolicyStatus',
  async (input, parts) => {
    const policy = await readBucketDocument(parts, input, 'policy');
    if (policy === undefined) throw noSuchPolicy(input.Bucket);
    return { PolicyStatus: { IsPublic: isPublicPolicy(policy) } };
  },
);

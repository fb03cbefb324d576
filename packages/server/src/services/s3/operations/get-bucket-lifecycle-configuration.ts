import type { GetBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import { noSuchLifecycle } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketLifecycleConfiguration = operation<GetBucketLifecycleConfigurationCommand, S3Parts>(
  'GetBucketLifecycleConfiguration',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'lifecycle');
    if (!document) throw noSuchLifecycle(input.Bucket);
    return { Rules: document.Rules, TransitionDefaultMinimumObjectSize: document.minimumSize };
  },
);

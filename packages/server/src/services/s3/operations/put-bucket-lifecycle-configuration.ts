import type { PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import { malformedXml } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketLifecycleConfiguration = operation<PutBucketLifecycleConfigurationCommand, S3Parts>(
  'PutBucketLifecycleConfiguration',
  async (input, parts) => {
    const { LifecycleConfiguration: configuration, TransitionDefaultMinimumObjectSize: asked } = input;
    if (!configuration) throw malformedXml();
    const minimumSize = asked ?? 'all_storage_classes_128K';
    await saveBucketDocument(parts, input, 'lifecycle', { ...configuration, minimumSize });
    return { TransitionDefaultMinimumObjectSize: minimumSize };
  },
);

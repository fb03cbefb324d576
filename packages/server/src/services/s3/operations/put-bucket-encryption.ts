import type { PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import { malformedXml } from '../errors.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketEncryption = operation<PutBucketEncryptionCommand, S3Parts>(
  'PutBucketEncryption',
  async (input, parts) => {
    const configuration = input.ServerSideEncryptionConfiguration;
    if (configuration.Rules.length !== 1) throw malformedXml();
    const Rules = configuration.Rules.map((rule) => ({ ...rule, BucketKeyEnabled: rule.BucketKeyEnabled ?? false }));
    await saveBucketDocument(parts, input, 'encryption', { Rules });
  },
);

import type { GetBucketRequestPaymentCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { readBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getBucketRequestPayment = operation<GetBucketRequestPaymentCommand, S3Parts>(
  'GetBucketRequestPayment',
  async (input, parts) => {
    const document = await readBucketDocument(parts, input, 'request-payment');
    return { Payer: document?.Payer ?? 'BucketOwner' };
  },
);

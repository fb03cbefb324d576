import type { PutBucketRequestPaymentCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { saveBucketDocument } from '../bucket-document.ts';
import type { S3Parts } from '../s3-parts.ts';

export const putBucketRequestPayment = operation<PutBucketRequestPaymentCommand, S3Parts>(
  'PutBucketRequestPayment',
  async (input, parts) => {
    await saveBucketDocument(parts, input, 'request-payment', input.RequestPaymentConfiguration);
  },
);

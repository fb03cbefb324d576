import type { GetBucketEncryptionOutput, ServerSideEncryption } from '@aws-sdk/client-s3';
import { invalidArgument, invalidEncryption, notImplementedHeader } from '../errors.ts';
import type { Encryption } from '../object-version.ts';

export type EncryptionConfiguration = NonNullable<GetBucketEncryptionOutput['ServerSideEncryptionConfiguration']>;

/** What every bucket has had since January 2023, until it is given another. */
export const DEFAULT_ENCRYPTION: EncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};

export interface EncryptionRequest {
  readonly ServerSideEncryption?: ServerSideEncryption | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
}

const METHODS: readonly string[] = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/** How an object is to be encrypted: as asked, else as its bucket says. Keys of clients (SSE-C) are refused. */
export function chooseEncryption(
  request: EncryptionRequest,
  bucketDefault: EncryptionConfiguration,
  arnOfKey: (key: string) => string,
): Encryption {
  if (request.SSECustomerAlgorithm) throw notImplementedHeader('x-amz-server-side-encryption-customer-algorithm');
  const rule = bucketDefault.Rules?.[0];
  const byDefault = rule?.ApplyServerSideEncryptionByDefault;
  const method = request.ServerSideEncryption ?? byDefault?.SSEAlgorithm ?? 'AES256';
  if (!METHODS.includes(method)) throw invalidEncryption(method);
  if (!method.startsWith('aws:kms')) {
    if (request.SSEKMSKeyId !== undefined) throw keyWithoutKms(request.SSEKMSKeyId);
    return { ServerSideEncryption: method };
  }
  const isDefault = method === byDefault?.SSEAlgorithm;
  const key = request.SSEKMSKeyId ?? (isDefault ? byDefault.KMSMasterKeyID : undefined) ?? 'alias/aws/s3';
  const bucketKey = request.BucketKeyEnabled ?? (isDefault ? rule?.BucketKeyEnabled : undefined);
  const context = request.SSEKMSEncryptionContext;
  return {
    ServerSideEncryption: method,
    SSEKMSKeyId: arnOfKey(key),
    ...(bucketKey ? { BucketKeyEnabled: true } : {}),
    ...(context === undefined ? {} : { SSEKMSEncryptionContext: context }),
  };
}

function keyWithoutKms(key: string) {
  const name = 'x-amz-server-side-encryption-aws-kms-key-id';
  return invalidArgument(
    `Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms`,
    name,
    key,
  );
}

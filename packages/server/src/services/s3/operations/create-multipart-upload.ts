import type { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { describeObject } from '../describe-object.ts';
import { invalidRequest, notImplementedHeader } from '../errors.ts';
import { checkKey, checkOwner, holdBucket } from '../find-bucket.ts';
import { algorithmNamed, DEFAULT_ALGORITHM, nameOf, typesOf } from '../rules/checksums.ts';
import { type S3Parts, wholeSecond } from '../s3-parts.ts';
import { insertUpload, type UploadChecksum } from '../store/uploads.ts';

const RANDOM_CHARACTERS = 48;
const TIME_CHARACTERS = 9;

export const createMultipartUpload = operation<CreateMultipartUploadCommand, S3Parts>(
  'CreateMultipartUpload',
  async (input, parts) => {
    checkKey(input.Key);
    checkOwner(input, parts.account);
    const checksum = chooseChecksum(input.ChecksumAlgorithm, input.ChecksumType);
    const now = parts.clock.now();
    // Ids sort by the time they were made, which is the order ListMultipartUploads promises.
    const id = now.toString(36).padStart(TIME_CHARACTERS, '0') + parts.ids.text(RANDOM_CHARACTERS);
    const encryption = await parts.database.transaction(async (tx) => {
      await holdBucket(tx, input.Bucket, 'share');
      const { storageClass, properties } = await describeObject(tx, input, parts);
      const initiatedAt = wholeSecond(now);
      await insertUpload(tx, {
        id,
        bucket: input.Bucket,
        key: input.Key,
        initiatedAt,
        storageClass,
        checksum,
        properties,
      });
      return properties.encryption;
    });
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: id,
      ...(checksum.asked ? { ChecksumAlgorithm: nameOf(checksum.algorithm), ChecksumType: checksum.type } : {}),
      ...encryption,
    };
  },
);

function chooseChecksum(name: string | undefined, type: string | undefined): UploadChecksum {
  const algorithm = name === undefined ? DEFAULT_ALGORITHM : algorithmNamed(name);
  if (!algorithm) throw notImplementedHeader(`x-amz-checksum-algorithm: ${name}`);
  const types = typesOf(algorithm);
  const chosen = types.find((candidate) => type === undefined || candidate === type);
  if (!chosen) {
    throw invalidRequest(`The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`);
  }
  return { algorithm, type: chosen, asked: name !== undefined };
}

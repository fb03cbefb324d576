import type { HeadObjectCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { conditionsOf, describeVersion, findExtent } from '../describe-version.ts';
import { requireBucket } from '../find-bucket.ts';
import { asHead, checkConditions, requireObject } from '../find-object.ts';
import type { S3Parts } from '../s3-parts.ts';

export const headObject = operation<HeadObjectCommand, S3Parts>('HeadObject', async (input, parts) => {
  const { database } = parts;
  await asHead(requireBucket(database, input, parts.account));
  const name = { bucket: input.Bucket, key: input.Key, versionId: input.VersionId };
  const object = await asHead(requireObject(database, name, 'HEAD'));
  checkConditions(conditionsOf(input), object);
  return describeVersion(object, await findExtent(database, object, input), input);
});

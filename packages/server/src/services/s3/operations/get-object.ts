import type { GetObjectCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { conditionsOf, describeVersion, findExtent } from '../describe-version.ts';
import { requireBucket } from '../find-bucket.ts';
import { checkConditions, requireObject, withBytes } from '../find-object.ts';
import type { S3Parts } from '../s3-parts.ts';

export const getObject = operation<GetObjectCommand, S3Parts>('GetObject', async (input, parts) => {
  const { database, objects } = parts;
  await requireBucket(database, input, parts.account);
  const name = { bucket: input.Bucket, key: input.Key, versionId: input.VersionId };
  const find = async () => {
    const object = await requireObject(database, name, 'GET');
    checkConditions(conditionsOf(input), object);
    return object;
  };
  return withBytes(find, async (object) => {
    const extent = await findExtent(database, object, input);
    const Body = await objects.get(object.bytesId, extent.range);
    return { ...describeVersion(object, extent, input), Body };
  });
});

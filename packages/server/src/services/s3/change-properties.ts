import { requireBucket } from './find-bucket.ts';
import { requireObject } from './find-object.ts';
import type { ObjectProperties, ObjectVersion } from './object-version.ts';
import type { S3Parts } from './s3-parts.ts';
import { lockKey, saveProperties } from './store/versions.ts';

/** The members by which requests name an object or one of its versions. */
export interface VersionRequest {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The version a request names, for what is recorded of it. */
export async function findDescribed(parts: S3Parts, request: VersionRequest): Promise<ObjectVersion> {
  await requireBucket(parts.database, request, parts.account);
  return requireObject(parts.database, nameOf(request), 'GET');
}

/** Changes what is recorded of a version. */
export async function changeProperties(
  parts: S3Parts,
  request: VersionRequest,
  change: (properties: ObjectProperties) => ObjectProperties,
): Promise<ObjectVersion> {
  await requireBucket(parts.database, request, parts.account);
  return parts.database.transaction(async (tx) => {
    await lockKey(tx, request.Bucket, request.Key);
    const version = await requireObject(tx, nameOf(request), 'PUT');
    await saveProperties(tx, version, change(version.properties));
    return version;
  });
}

function nameOf({ Bucket: bucket, Key: key, VersionId: versionId }: VersionRequest) {
  return { bucket, key, versionId };
}

import type { StorageClass } from '@aws-sdk/client-s3';
import type { Db } from '../../database/database.ts';
import { deleteBytesLater } from './commit-bytes.ts';
import { noSuchKey, preconditionFailed } from './errors.ts';
import { holdBucket } from './find-bucket.ts';
import { emitObjectEvent, type ObjectChange } from './object-events.ts';
import type { ObjectProperties, ObjectVersion } from './object-version.ts';
import { type Conditions, checkWrite } from './rules/conditions.ts';
import { NULL_VERSION, newVersionId } from './rules/version-id.ts';
import { type S3Request, wholeSecond } from './s3-parts.ts';
import type { Bucket } from './store/buckets.ts';
import { findLatest, findVersion, insertLatest, lockKey, removeVersion } from './store/versions.ts';

/** An object about to become the latest version of its key. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytesId: string;
  readonly size: number;
  readonly etag: string;
  readonly storageClass: StorageClass;
  readonly properties: ObjectProperties;
  readonly uploadId?: string;
  readonly partCount?: number;
}

export type WriteConditions = Pick<Conditions, 'ifMatch' | 'ifNoneMatch'>;

/** Makes an object what its key shows, by the bucket's versioning; the last writer of a key wins. */
export async function writeObject(
  tx: Db,
  parts: S3Request,
  object: NewObject,
  { change, conditions = {} }: { change: ObjectChange; conditions?: WriteConditions },
): Promise<ObjectVersion> {
  const bucket = await holdBucket(tx, object.bucket, 'share');
  await lockKey(tx, object.bucket, object.key);
  const latest = await findLatest(tx, object.bucket, object.key);
  requireWritable(conditions, latest, object.key);
  const version = await addVersion(tx, parts, { bucket, latest }, { ...NO_UPLOAD, ...object, isMarker: false });
  await emitObjectEvent(tx, parts, version, change);
  return version;
}

const NO_UPLOAD = { uploadId: undefined, partCount: undefined };

/** Refuses a write whose conditions do not hold for what the key shows. */
export function requireWritable(conditions: WriteConditions, latest: ObjectVersion | undefined, key: string): void {
  const verdict = checkWrite(conditions, latest?.isMarker ? undefined : latest);
  if (verdict === 'no-such-key') throw noSuchKey(key);
  if (verdict !== 'proceed') throw preconditionFailed(verdict.failed);
}

type VersionContent = Omit<ObjectVersion, 'versionId' | 'sequence' | 'isLatest' | 'modifiedAt'>;

/** Adds a version over `latest`; without versioning it takes the place of the null version. Call with the key locked. */
export async function addVersion(
  tx: Db,
  parts: S3Request,
  { bucket, latest }: { bucket: Bucket; latest: ObjectVersion | undefined },
  content: VersionContent,
): Promise<ObjectVersion> {
  const sequence = (latest?.sequence ?? 0) + 1;
  const versionId = bucket.versioning === 'Enabled' ? newVersionId(sequence, parts.ids) : NULL_VERSION;
  const before = versionId === NULL_VERSION ? await dropNullVersion(tx, parts, content, latest) : latest;
  const modifiedAt = wholeSecond(parts.clock.now());
  const version = { ...content, versionId, sequence, isLatest: true, modifiedAt };
  await insertLatest(tx, version, before);
  return version;
}

/** Removes the null version of a key; the answer is the latest that remains. */
async function dropNullVersion(
  tx: Db,
  parts: S3Request,
  { bucket, key }: { bucket: string; key: string },
  latest: ObjectVersion | undefined,
): Promise<ObjectVersion | undefined> {
  if (!latest) return undefined;
  const isNull = latest.versionId === NULL_VERSION;
  const dropped = isNull ? latest : await findVersion(tx, { bucket, key, versionId: NULL_VERSION });
  if (!dropped) return latest;
  await dropVersion(tx, parts, dropped);
  return isNull ? findLatest(tx, bucket, key) : latest;
}

/** Removes a version and, later, its bytes. */
export async function dropVersion(tx: Db, parts: S3Request, version: ObjectVersion): Promise<void> {
  await removeVersion(tx, version);
  if (version.bytesId !== undefined) await deleteBytesLater(tx, parts.queue, [version.bytesId]);
}

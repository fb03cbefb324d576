import type { Db } from '../../database/database.ts';
import { preconditionFailed } from './errors.ts';
import { checkVersionId } from './find-object.ts';
import { emitObjectEvent } from './object-events.ts';
import type { ObjectProperties, ObjectVersion } from './object-version.ts';
import type { S3Request } from './s3-parts.ts';
import type { Bucket } from './store/buckets.ts';
import { findLatest, findVersion, lockKey } from './store/versions.ts';
import { addVersion, dropVersion, requireWritable } from './write-version.ts';

export interface Deletion {
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifSize?: number | undefined;
  readonly ifModifiedAt?: Date | undefined;
}

/** What deleting did, in the members S3 answers with. */
export interface Deleted {
  /** The version removed, or the delete marker made. */
  readonly versionId?: string;
  readonly isMarker?: true;
}

/** Deletes one version, or the object: with versioning that puts a delete marker on top. What is gone is no error. */
export async function deleteObjectVersion(
  tx: Db,
  parts: S3Request,
  bucket: Bucket,
  deletion: Deletion,
): Promise<Deleted> {
  await lockKey(tx, bucket.name, deletion.key);
  const latest = await findLatest(tx, bucket.name, deletion.key);
  requireAsExpected(deletion, latest);
  if (deletion.versionId !== undefined)
    return deleteOneVersion(tx, parts, bucket, { ...deletion, versionId: deletion.versionId });
  if (bucket.versioning === undefined) {
    if (latest) await remove(tx, parts, latest);
    return {};
  }
  const marker = await addVersion(tx, parts, { bucket, latest }, markerOf(bucket.name, deletion.key));
  const change = { type: 'Object Deleted', reason: 'DeleteObject', deletion: 'Delete Marker Created' } as const;
  await emitObjectEvent(tx, parts, marker, change);
  return { versionId: marker.versionId, isMarker: true };
}

async function deleteOneVersion(
  tx: Db,
  parts: S3Request,
  bucket: Bucket,
  { key, versionId }: { key: string; versionId: string },
): Promise<Deleted> {
  checkVersionId(versionId);
  const version = await findVersion(tx, { bucket: bucket.name, key, versionId });
  if (version) await remove(tx, parts, version);
  return version?.isMarker ? { versionId, isMarker: true } : { versionId };
}

async function remove(tx: Db, parts: S3Request, version: ObjectVersion): Promise<void> {
  await dropVersion(tx, parts, version);
  const change = { type: 'Object Deleted', reason: 'DeleteObject', deletion: 'Permanently Deleted' } as const;
  await emitObjectEvent(tx, parts, version, change);
}

function requireAsExpected(deletion: Deletion, latest: ObjectVersion | undefined): void {
  requireWritable({ ifMatch: deletion.ifMatch }, latest, deletion.key);
  const { ifSize, ifModifiedAt } = deletion;
  if (ifSize !== undefined && latest?.size !== ifSize) throw preconditionFailed('x-amz-if-match-size');
  if (ifModifiedAt && latest?.modifiedAt !== ifModifiedAt.getTime()) {
    throw preconditionFailed('x-amz-if-match-last-modified-time');
  }
}

const NO_PROPERTIES: ObjectProperties = {
  headers: { ContentType: '' },
  metadata: {},
  encryption: { ServerSideEncryption: 'AES256' },
  tags: [],
};

function markerOf(bucket: string, key: string) {
  return {
    bucket,
    key,
    isMarker: true,
    bytesId: undefined,
    size: 0,
    etag: '',
    storageClass: 'STANDARD',
    uploadId: undefined,
    partCount: undefined,
    properties: NO_PROPERTIES,
  } as const;
}

import type { Db } from '../../database/database.ts';
import { ObjectMissing } from '../../objects/object-store.ts';
import {
  invalidArgument,
  methodNotAllowed,
  noSuchKey,
  noSuchVersion,
  notFound,
  notModified,
  preconditionFailed,
} from './errors.ts';
import type { ObjectVersion } from './object-version.ts';
import { type Conditions, checkRead } from './rules/conditions.ts';
import { NULL_VERSION, sequenceOf } from './rules/version-id.ts';
import { findLatest, findVersion } from './store/versions.ts';

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** A version with bytes: no delete marker. */
export type ReadableObject = ObjectVersion & { readonly bytesId: string };

/** The object a request names, refusing missing ones and delete markers as S3 does. */
export async function requireObject(db: Db, name: ObjectName, method: string): Promise<ReadableObject> {
  const { bucket, key, versionId } = name;
  if (versionId === undefined) return readable(await findLatest(db, bucket, key), key);
  checkVersionId(versionId);
  const version = await findVersion(db, { bucket, key, versionId });
  if (!version) throw noSuchVersion(key, versionId);
  if (version.isMarker) {
    const LastModified = new Date(version.modifiedAt);
    throw methodNotAllowed(method, { DeleteMarker: true, VersionId: versionId, LastModified });
  }
  return readable(version, key);
}

function readable(version: ObjectVersion | undefined, key: string): ReadableObject {
  if (version?.isMarker) throw noSuchKey(key, { DeleteMarker: true, VersionId: version.versionId });
  if (version?.bytesId === undefined) throw noSuchKey(key);
  return { ...version, bytesId: version.bytesId };
}

export function checkVersionId(versionId: string): void {
  if (versionId === NULL_VERSION || sequenceOf(versionId) !== undefined) return;
  throw invalidArgument('Invalid version id specified', 'versionId', versionId);
}

/** Refuses as a HEAD request does, whose answers have no body to say more. */
export async function asHead<Result>(find: Promise<Result>): Promise<Result> {
  try {
    return await find;
  } catch (error) {
    if (error instanceof Error && ['NoSuchBucket', 'NoSuchKey', 'NoSuchVersion'].includes(error.name)) {
      throw notFound('members' in error ? (error.members as Record<string, unknown>) : {});
    }
    throw error;
  }
}

/** Refuses a read whose conditions do not hold. */
export function checkConditions(conditions: Conditions, object: ObjectVersion): void {
  const verdict = checkRead(conditions, object);
  if (verdict === 'proceed') return;
  if (verdict === 'not-modified') {
    throw notModified({
      ETag: object.etag,
      LastModified: new Date(object.modifiedAt),
      VersionId: shownVersionId(object),
    });
  }
  throw preconditionFailed(verdict.failed);
}

/** Null versions are answered without a version id, unless the request named it. */
export function shownVersionId(version: ObjectVersion, request: { VersionId?: string | undefined } = {}) {
  return version.versionId === NULL_VERSION && request.VersionId === undefined ? undefined : version.versionId;
}

/**
 * Uses the bytes of the object that `find` gives. When they are gone, the object was written over in between:
 * then the one that took its place is used.
 */
export async function withBytes<Result>(
  find: () => Promise<ReadableObject>,
  use: (object: ReadableObject) => Promise<Result>,
): Promise<Result> {
  let object = await find();
  for (;;) {
    try {
      return await use(object);
    } catch (error) {
      if (!(error instanceof ObjectMissing)) throw error;
      const again = await find();
      if (again.bytesId === object.bytesId) throw error;
      object = again;
    }
  }
}

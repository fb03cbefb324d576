import type { _Error, DeletedObject, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import type { Db } from '../../../database/database.ts';
import { operation } from '../../../gateway/operation.ts';
import { Refusal } from '../../../platform/refusal.ts';
import { deleteObjectVersion } from '../delete-version.ts';
import { malformedXml } from '../errors.ts';
import { checkKey, checkOwner, holdBucket, requireBucket } from '../find-bucket.ts';
import { compareKeys } from '../rules/key-order.ts';
import type { S3Parts, S3Request } from '../s3-parts.ts';
import type { Bucket } from '../store/buckets.ts';

const MAX_KEYS = 1000;

interface Target {
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ETag?: string | undefined;
  readonly Size?: number | undefined;
  readonly LastModifiedTime?: Date | undefined;
}

type Outcome = { readonly deleted: DeletedObject } | { readonly error: _Error };

/** Each object succeeds or is refused on its own. */
export const deleteObjects = operation<DeleteObjectsCommand, S3Parts>('DeleteObjects', async (input, parts) => {
  checkOwner(input, parts.account);
  const targets: readonly Target[] = input.Delete.Objects;
  if (targets.length === 0 || targets.length > MAX_KEYS) throw malformedXml();
  await requireBucket(parts.database, input, parts.account);
  const outcomes = await deleteTargets(parts, input.Bucket, targets);
  const Deleted = outcomes.flatMap((outcome) => ('deleted' in outcome ? outcome.deleted : []));
  const Errors = outcomes.flatMap((outcome) => ('error' in outcome ? outcome.error : []));
  return {
    ...(input.Delete.Quiet ? {} : { Deleted }),
    ...(Errors.length > 0 ? { Errors } : {}),
  };
});

/** Keys locked at once: PostgreSQL has room for some thousand locks of all transactions together. */
const KEYS_AT_ONCE = 50;

/** The outcomes, in the order of the targets. */
async function deleteTargets(parts: S3Request, bucketName: string, targets: readonly Target[]): Promise<Outcome[]> {
  // In one order for all, so that two requests never wait for each other's keys.
  const sorted = [...targets].sort((a, b) => compareKeys(a.Key, b.Key));
  const done = new Map<Target, Outcome>();
  for (let from = 0; from < sorted.length; from += KEYS_AT_ONCE) {
    await parts.database.transaction(async (tx) => {
      const bucket = await holdBucket(tx, bucketName, 'share');
      for (const target of sorted.slice(from, from + KEYS_AT_ONCE)) {
        done.set(target, await deleteTarget(tx, parts, bucket, target));
      }
    });
  }
  return targets.flatMap((target) => done.get(target) ?? []);
}

async function deleteTarget(tx: Db, parts: S3Request, bucket: Bucket, target: Target): Promise<Outcome> {
  const { Key, VersionId, ETag: ifMatch, Size: ifSize, LastModifiedTime: ifModifiedAt } = target;
  try {
    checkKey(Key);
    const { versionId, isMarker } = await deleteObjectVersion(tx, parts, bucket, {
      key: Key,
      versionId: VersionId,
      ifMatch,
      ifSize,
      ifModifiedAt,
    });
    return {
      deleted: { Key, VersionId, ...(isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}) },
    };
  } catch (error) {
    // Refusals come before anything is written, so the transaction can go on.
    if (error instanceof Refusal) return { error: { Key, VersionId, Code: error.code, Message: error.message } };
    throw error;
  }
}

import type { BucketVersioningStatus } from '@aws-sdk/client-s3';
import type { Db } from '../../../database/database.ts';
import type { BucketRow, Tables } from './tables.ts';

export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Undefined until versioning is enabled for the first time. */
  readonly versioning: BucketVersioningStatus | undefined;
  readonly objectLock: boolean;
}

function bucketOf(row: BucketRow): Bucket {
  return {
    name: row.name,
    createdAt: row.created_at,
    versioning: row.versioning === '' ? undefined : (row.versioning as BucketVersioningStatus),
    objectLock: row.object_lock === 1,
  };
}

/** False when there is such a bucket already. */
export async function insertBucket(tx: Db, bucket: Bucket): Promise<boolean> {
  const inserted = await tx
    .tables<Tables>()
    .insertInto('s3_buckets')
    .values({
      name: bucket.name,
      created_at: bucket.createdAt,
      versioning: bucket.versioning ?? '',
      object_lock: bucket.objectLock ? 1 : 0,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function findBucket(db: Db, name: string): Promise<Bucket | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('s3_buckets')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return row && bucketOf(row);
}

/**
 * The bucket, kept from being deleted ('share') or from being written into ('update') until the transaction ends.
 * SQLite runs one transaction at a time anyway.
 */
export async function lockBucket(tx: Db, name: string, strength: 'share' | 'update'): Promise<Bucket | undefined> {
  const query = tx.tables<Tables>().selectFrom('s3_buckets').selectAll().where('name', '=', name);
  const locking = tx.dialect === 'sqlite' ? query : strength === 'share' ? query.forShare() : query.forUpdate();
  const row = await locking.executeTakeFirst();
  return row && bucketOf(row);
}

/** Buckets in order of name, at most `limit`, after `after` and with `prefix`. */
export async function listBuckets(
  db: Db,
  { after, prefix, limit }: { after?: string | undefined; prefix?: string | undefined; limit: number },
): Promise<Bucket[]> {
  let query = db.tables<Tables>().selectFrom('s3_buckets').selectAll().orderBy('name').limit(limit);
  if (after !== undefined) query = query.where('name', '>', after);
  // Names have nothing greater than `z`, so `~` is behind all that begin with the prefix.
  if (prefix) query = query.where('name', '>=', prefix).where('name', '<', `${prefix}~`);
  return (await query.execute()).map(bucketOf);
}

export async function setVersioning(tx: Db, name: string, status: BucketVersioningStatus): Promise<void> {
  await tx.tables<Tables>().updateTable('s3_buckets').set({ versioning: status }).where('name', '=', name).execute();
}

export async function setObjectLock(tx: Db, name: string): Promise<void> {
  await tx.tables<Tables>().updateTable('s3_buckets').set({ object_lock: 1 }).where('name', '=', name).execute();
}

/** Removes the bucket and its documents; its versions and uploads must be gone. */
export async function deleteBucketRow(tx: Db, name: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('s3_bucket_documents').where('bucket', '=', name).execute();
  await tx.tables<Tables>().deleteFrom('s3_buckets').where('name', '=', name).execute();
}

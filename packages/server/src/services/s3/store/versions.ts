import type { StorageClass } from '@aws-sdk/client-s3';
import { type Insertable, sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { ObjectProperties, ObjectVersion } from '../object-version.ts';
import type { Tables, VersionRow } from './tables.ts';

export function versionOf(row: VersionRow): ObjectVersion {
  return {
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    sequence: row.sequence,
    isLatest: row.is_latest === 1,
    isMarker: row.is_marker === 1,
    bytesId: row.bytes_id ?? undefined,
    size: row.size,
    etag: row.etag,
    modifiedAt: row.modified_at,
    storageClass: row.storage_class as StorageClass,
    uploadId: row.upload_id ?? undefined,
    partCount: row.part_count ?? undefined,
    properties: JSON.parse(row.properties) as ObjectProperties,
  };
}

function rowOf(version: ObjectVersion): Insertable<VersionRow> {
  return {
    bucket: version.bucket,
    key: version.key,
    version_id: version.versionId,
    sequence: version.sequence,
    is_latest: version.isLatest ? 1 : 0,
    is_listed: version.isLatest && !version.isMarker ? 1 : 0,
    is_marker: version.isMarker ? 1 : 0,
    bytes_id: version.bytesId ?? null,
    size: version.size,
    etag: version.etag,
    modified_at: version.modifiedAt,
    storage_class: version.storageClass,
    upload_id: version.uploadId ?? null,
    part_count: version.partCount ?? null,
    properties: JSON.stringify(version.properties),
  };
}

/** Makes writers of one key wait for each other until the transaction ends; SQLite lets one in at a time anyway. */
export async function lockKey(tx: Db, bucket: string, key: string): Promise<void> {
  if (tx.dialect === 'sqlite') return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${bucket}/${key}`}, 0))`.execute(tx.tables<Tables>());
}

/** What the key shows: its newest version, which may be a delete marker. */
export async function findLatest(db: Db, bucket: string, key: string): Promise<ObjectVersion | undefined> {
  const row = await versionsOf(db, bucket, key).orderBy('sequence', 'desc').limit(1).executeTakeFirst();
  return row && versionOf(row);
}

export async function findVersion(
  db: Db,
  { bucket, key, versionId }: { bucket: string; key: string; versionId: string },
): Promise<ObjectVersion | undefined> {
  const row = await versionsOf(db, bucket, key).where('version_id', '=', versionId).executeTakeFirst();
  return row && versionOf(row);
}

/** The version that a multipart upload ended in. */
export async function findVersionOfUpload(db: Db, uploadId: string): Promise<ObjectVersion | undefined> {
  const row = await db
    .tables<Tables>()
    .selectFrom('s3_versions')
    .selectAll()
    .where('upload_id', '=', uploadId)
    .executeTakeFirst();
  return row && versionOf(row);
}

function versionsOf(db: Db, bucket: string, key: string) {
  return db.tables<Tables>().selectFrom('s3_versions').selectAll().where('bucket', '=', bucket).where('key', '=', key);
}

/** Adds a version as the latest of its key; `previous` was the latest until now. */
export async function insertLatest(tx: Db, version: ObjectVersion, previous: ObjectVersion | undefined): Promise<void> {
  if (previous) await setLatest(tx, previous, false);
  await tx.tables<Tables>().insertInto('s3_versions').values(rowOf(version)).execute();
}

/** Removes a version; when it was the latest, the one before it becomes that. */
export async function removeVersion(tx: Db, version: ObjectVersion): Promise<void> {
  const { bucket, key, sequence } = version;
  await tx
    .tables<Tables>()
    .deleteFrom('s3_versions')
    .where('bucket', '=', bucket)
    .where('key', '=', key)
    .where('sequence', '=', sequence)
    .execute();
  if (version.uploadId)
    await tx.tables<Tables>().deleteFrom('s3_parts').where('upload_id', '=', version.uploadId).execute();
  if (!version.isLatest) return;
  const before = await findLatest(tx, bucket, key);
  if (before) await setLatest(tx, before, true);
}

async function setLatest(tx: Db, version: ObjectVersion, isLatest: boolean): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('s3_versions')
    .set({ is_latest: isLatest ? 1 : 0, is_listed: isLatest && !version.isMarker ? 1 : 0 })
    .where('bucket', '=', version.bucket)
    .where('key', '=', version.key)
    .where('sequence', '=', version.sequence)
    .execute();
}

export async function saveProperties(tx: Db, version: ObjectVersion, properties: ObjectProperties): Promise<void> {
  await tx
    .tables<Tables>()
    .updateTable('s3_versions')
    .set({ properties: JSON.stringify(properties) })
    .where('bucket', '=', version.bucket)
    .where('key', '=', version.key)
    .where('sequence', '=', version.sequence)
    .execute();
}

export async function hasVersions(tx: Db, bucket: string): Promise<boolean> {
  const row = await tx
    .tables<Tables>()
    .selectFrom('s3_versions')
    .select('key')
    .where('bucket', '=', bucket)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which of `ids` are the bytes of some version or part. */
export async function findNamedBytes(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const named = new Set<string>();
  for (const table of ['s3_versions', 's3_parts'] as const) {
    const rows = await db
      .tables<Tables>()
      .selectFrom(table)
      .select('bytes_id')
      .where('bytes_id', 'in', [...ids])
      .execute();
    for (const row of rows) if (row.bytes_id !== null) named.add(row.bytes_id);
  }
  return named;
}

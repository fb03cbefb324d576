import type { StorageClass } from '@aws-sdk/client-s3';
import type { Db } from '../../../database/database.ts';
import type { ObjectProperties } from '../object-version.ts';
import type { Algorithm, ChecksumType } from '../rules/checksums.ts';
import type { PartRow, Tables, UploadRow } from './tables.ts';

/** A multipart upload that has begun and not ended. */
export interface Upload {
  /** Sorts by the time it began. */
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly initiatedAt: number;
  readonly storageClass: StorageClass;
  readonly checksum: UploadChecksum;
  readonly properties: ObjectProperties;
}

export interface UploadChecksum {
  readonly algorithm: Algorithm;
  readonly type: ChecksumType;
  /** False when the client asked for none and S3's own choice applies. */
  readonly asked: boolean;
}

export interface UploadPart {
  readonly number: number;
  /** Undefined once the object made of the parts has the bytes. */
  readonly bytesId: string | undefined;
  /** In bytes. */
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly modifiedAt: number;
  /** Base64 by algorithm. */
  readonly digests: Readonly<Partial<Record<Algorithm, string>>>;
}

export function uploadOf(row: UploadRow): Upload {
  return {
    id: row.id,
    bucket: row.bucket,
    key: row.key,
    initiatedAt: row.initiated_at,
    storageClass: row.storage_class as StorageClass,
    checksum: JSON.parse(row.checksum) as UploadChecksum,
    properties: JSON.parse(row.properties) as ObjectProperties,
  };
}

function partOf(row: PartRow): UploadPart {
  return {
    number: row.number,
    bytesId: row.bytes_id ?? undefined,
    size: row.size,
    etag: row.etag,
    modifiedAt: row.modified_at,
    digests: JSON.parse(row.digests) as UploadPart['digests'],
  };
}

export async function insertUpload(tx: Db, upload: Upload): Promise<void> {
  await tx
    .tables<Tables>()
    .insertInto('s3_uploads')
    .values({
      id: upload.id,
      bucket: upload.bucket,
      key: upload.key,
      initiated_at: upload.initiatedAt,
      storage_class: upload.storageClass,
      checksum: JSON.stringify(upload.checksum),
      properties: JSON.stringify(upload.properties),
    })
    .execute();
}

export interface UploadName {
  readonly bucket: string;
  readonly key: string;
  readonly id: string;
}

export async function findUpload(db: Db, name: UploadName): Promise<Upload | undefined> {
  const row = await uploadQuery(db, name).executeTakeFirst();
  return row && uploadOf(row);
}

/** The upload, kept from being completed or aborted ('share'), or from being added to as well ('update'). */
export async function lockUpload(tx: Db, name: UploadName, strength: 'share' | 'update'): Promise<Upload | undefined> {
  const query = uploadQuery(tx, name);
  const locking = tx.dialect === 'sqlite' ? query : strength === 'share' ? query.forShare() : query.forUpdate();
  const row = await locking.executeTakeFirst();
  return row && uploadOf(row);
}

function uploadQuery(db: Db, { bucket, key, id }: UploadName) {
  return db
    .tables<Tables>()
    .selectFrom('s3_uploads')
    .selectAll()
    .where('id', '=', id)
    .where('bucket', '=', bucket)
    .where('key', '=', key);
}

/** Saves a part over the one that had its number; the answer is where that one's bytes are. */
export async function savePart(tx: Db, uploadId: string, part: UploadPart): Promise<string | undefined> {
  const replaced = await tx
    .tables<Tables>()
    .deleteFrom('s3_parts')
    .where('upload_id', '=', uploadId)
    .where('number', '=', part.number)
    .returning('bytes_id')
    .executeTakeFirst();
  await tx
    .tables<Tables>()
    .insertInto('s3_parts')
    .values({
      upload_id: uploadId,
      number: part.number,
      bytes_id: part.bytesId ?? null,
      size: part.size,
      etag: part.etag,
      modified_at: part.modifiedAt,
      digests: JSON.stringify(part.digests),
    })
    .execute();
  return replaced?.bytes_id ?? undefined;
}

/** Parts in order of number, after `after`; all of them (ten thousand at most) without a limit. */
export async function listUploadParts(
  db: Db,
  uploadId: string,
  { after = 0, limit = 10_000 }: { after?: number | undefined; limit?: number } = {},
): Promise<UploadPart[]> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('s3_parts')
    .selectAll()
    .where('upload_id', '=', uploadId)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(partOf);
}

/** Ends an upload, leaving its parts. */
export async function removeUpload(tx: Db, id: string): Promise<void> {
  await tx.tables<Tables>().deleteFrom('s3_uploads').where('id', '=', id).execute();
}

/** Keeps of the parts what the finished object still tells of them, and forgets those it does not use. */
export async function settleParts(tx: Db, uploadId: string, unused: readonly number[]): Promise<void> {
  const tables = tx.tables<Tables>();
  await tables.updateTable('s3_parts').set({ bytes_id: null }).where('upload_id', '=', uploadId).execute();
  if (unused.length === 0) return;
  await tables
    .deleteFrom('s3_parts')
    .where('upload_id', '=', uploadId)
    .where('number', 'in', [...unused])
    .execute();
}

/** The uploads of a bucket, whatever their keys. */
export async function uploadsOfBucket(tx: Db, bucket: string): Promise<string[]> {
  const rows = await tx.tables<Tables>().selectFrom('s3_uploads').select('id').where('bucket', '=', bucket).execute();
  return rows.map((row) => row.id);
}

/** Ends an upload and forgets its parts; the answer is where their bytes are. */
export async function discardUpload(tx: Db, id: string): Promise<string[]> {
  await removeUpload(tx, id);
  const rows = await tx
    .tables<Tables>()
    .deleteFrom('s3_parts')
    .where('upload_id', '=', id)
    .returning('bytes_id')
    .execute();
  return rows.flatMap((row) => row.bytes_id ?? []);
}

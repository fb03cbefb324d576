import { sql } from 'kysely';
import type { Db } from '../../../database/database.ts';
import type { ObjectVersion } from '../object-version.ts';
import { afterPrefix } from '../rules/key-order.ts';
import type { Start } from '../rules/list-page.ts';
import type { Tables } from './tables.ts';
import { type Upload, uploadOf } from './uploads.ts';
import { versionOf } from './versions.ts';

interface Scope {
  readonly bucket: string;
  readonly prefix: string;
}

/** Current objects in order of key: those that are the latest of their key and no delete markers. */
export async function fetchObjects(
  db: Db,
  { bucket, prefix }: Scope,
  start: Start<unknown>,
  limit: number,
): Promise<ObjectVersion[]> {
  const rows = await db
    .tables<Tables>()
    .selectFrom('s3_versions')
    .selectAll()
    .where('bucket', '=', bucket)
    .where('is_listed', '=', 1)
    .where(keysFrom('at' in start ? start : { after: start.after }, prefix))
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows.map(versionOf);
}

/** All versions in order of key, and newest first within a key. */
export async function fetchVersions(
  db: Db,
  { bucket, prefix }: Scope,
  start: Start<Pick<ObjectVersion, 'sequence'>>,
  limit: number,
): Promise<ObjectVersion[]> {
  const past = 'past' in start ? start.past : undefined;
  const versions = db.tables<Tables>().selectFrom('s3_versions').selectAll().where('bucket', '=', bucket);
  const older =
    past && 'after' in start
      ? await versions
          .where('key', '=', start.after)
          .where('sequence', '<', past.sequence)
          .orderBy('sequence', 'desc')
          .limit(limit)
          .execute()
      : [];
  const others = await versions
    .where(keysFrom(start, prefix))
    .orderBy('key')
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute();
  return [...older, ...others].slice(0, limit).map(versionOf);
}

/** Multipart uploads in order of key, and in the order they began within a key. */
export async function fetchUploads(
  db: Db,
  { bucket, prefix }: Scope,
  start: Start<Pick<Upload, 'id'>>,
  limit: number,
): Promise<Upload[]> {
  const past = 'past' in start ? start.past : undefined;
  const uploads = db.tables<Tables>().selectFrom('s3_uploads').selectAll().where('bucket', '=', bucket);
  const later =
    past && 'after' in start
      ? await uploads.where('key', '=', start.after).where('id', '>', past.id).orderBy('id').limit(limit).execute()
      : [];
  const others = await uploads.where(keysFrom(start, prefix)).orderBy('key').orderBy('id').limit(limit).execute();
  return [...later, ...others].slice(0, limit).map(uploadOf);
}

/** Keys with the prefix, from the start on. Bounds on one column, so the index is read from the first row needed. */
function keysFrom(start: { at: string } | { after: string }, prefix: string) {
  const end = prefix === '' ? undefined : afterPrefix(prefix);
  const from = 'at' in start ? sql<boolean>`key >= ${start.at}` : sql<boolean>`key > ${start.after}`;
  const within = prefix === '' ? sql<boolean>`1 = 1` : sql<boolean>`key >= ${prefix}`;
  const before = end === undefined ? sql<boolean>`1 = 1` : sql<boolean>`key < ${end}`;
  return sql<boolean>`(${from} and ${within} and ${before})`;
}

import type { DeleteMarkerEntry, ListObjectVersionsCommand, ObjectVersionStorageClass } from '@aws-sdk/client-s3';
import type { Db } from '../../../database/database.ts';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { invalidArgument } from '../errors.ts';
import { requireBucket } from '../find-bucket.ts';
import { checkVersionId } from '../find-object.ts';
import { listedObject } from '../list-objects.ts';
import type { ObjectVersion } from '../object-version.ts';
import { type ListQuery, listPage, type Start, startAfterMarker } from '../rules/list-page.ts';
import { pageSize } from '../rules/page-size.ts';
import { nameWriter } from '../rules/url-encoding.ts';
import { sequenceOf } from '../rules/version-id.ts';
import { ownerOf, type S3Parts } from '../s3-parts.ts';
import { fetchVersions } from '../store/listings.ts';
import { findVersion } from '../store/versions.ts';

type VersionStart = Start<Pick<ObjectVersion, 'sequence'>>;

export const listObjectVersions = operation<ListObjectVersionsCommand, S3Parts>(
  'ListObjectVersions',
  async (input, parts) => {
    const { database } = parts;
    await requireBucket(database, input, parts.account);
    const { Bucket: bucket, Prefix: prefix = '', Delimiter: delimiter = '' } = input;
    const query = { prefix, delimiter, limit: pageSize(input.MaxKeys, 'max-keys') };
    const start = await startOf(database, input, query);
    const { rows, prefixes, last } = await listPage(query, start, (from: VersionStart, limit) =>
      fetchVersions(database, { bucket, prefix }, from, limit),
    );
    const write = nameWriter(input.EncodingType);
    return {
      Name: bucket,
      Prefix: write(prefix),
      Delimiter: write(input.Delimiter),
      KeyMarker: write(input.KeyMarker ?? ''),
      VersionIdMarker: input.VersionIdMarker ?? '',
      MaxKeys: query.limit,
      EncodingType: input.EncodingType,
      IsTruncated: last !== undefined,
      ...(last && 'row' in last ? { NextKeyMarker: write(last.row.key), NextVersionIdMarker: last.row.versionId } : {}),
      ...(last && 'prefix' in last ? { NextKeyMarker: write(last.prefix) } : {}),
      Versions: rows
        .filter((row) => !row.isMarker)
        .map((row) => ({
          ...listedObject(row, write),
          ...entry(row),
          // The model knows STANDARD only; S3 answers every class here.
          StorageClass: row.storageClass as ObjectVersionStorageClass,
        })),
      DeleteMarkers: rows.filter((row) => row.isMarker).map((row) => ({ ...entry(row), Key: write(row.key) })),
      CommonPrefixes: prefixes.map((common) => ({ Prefix: write(common) })),
    };

    function entry(version: ObjectVersion) {
      return {
        VersionId: version.versionId,
        IsLatest: version.isLatest,
        LastModified: new Date(version.modifiedAt),
        Owner: ownerOf(parts.account),
      } satisfies DeleteMarkerEntry;
    }
  },
);

/** Clients delete a page and go on after its last version, so the marker may be gone: its id tells where it was. */
async function startOf(
  db: Db,
  { Bucket: bucket, KeyMarker: key, VersionIdMarker: versionId }: InputOf<ListObjectVersionsCommand>,
  query: ListQuery,
): Promise<VersionStart | undefined> {
  if (!versionId) return key ? startAfterMarker(key, query) : { at: '' };
  if (!key) {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionId,
    );
  }
  checkVersionId(versionId);
  const sequence = sequenceOf(versionId) ?? (await findVersion(db, { bucket, key, versionId }))?.sequence;
  // A null version that is gone may have been anywhere among its key's versions: rather show some twice than none.
  return sequence === undefined ? { at: key } : { after: key, past: { sequence } };
}

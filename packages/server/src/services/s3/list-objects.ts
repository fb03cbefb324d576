import type { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Db } from '../../database/database.ts';
import type { OutputOf } from '../../gateway/operation.ts';
import type { ObjectVersion } from './object-version.ts';
import { nameOf } from './rules/checksums.ts';
import { type ListPage, type ListQuery, listPage, type Start } from './rules/list-page.ts';
import { ownerOf } from './s3-parts.ts';
import { fetchObjects } from './store/listings.ts';

/** A page of current objects, for both versions of the operation. */
export function pageOfObjects(
  db: Db,
  bucket: string,
  query: ListQuery,
  start: Start<unknown> | undefined,
): Promise<ListPage<ObjectVersion>> {
  return listPage(query, start, (from, limit) => fetchObjects(db, { bucket, prefix: query.prefix }, from, limit));
}

type ListedObject = NonNullable<OutputOf<ListObjectsV2Command>['Contents']>[number];

/** An object as listings show it; `owner` is the account when the owner is to be shown. */
export function listedObject(object: ObjectVersion, write: (name: string) => string, owner?: string): ListedObject {
  const { checksum } = object.properties;
  return {
    Key: write(object.key),
    LastModified: new Date(object.modifiedAt),
    ETag: object.etag,
    Size: object.size,
    StorageClass: object.storageClass,
    ...(checksum ? { ChecksumAlgorithm: [nameOf(checksum.algorithm)], ChecksumType: checksum.type } : {}),
    ...(owner === undefined ? {} : { Owner: ownerOf(owner) }),
  };
}

import type { ListObjectsCommand } from '@aws-sdk/client-s3';
import { operation } from '../../../gateway/operation.ts';
import { requireBucket } from '../find-bucket.ts';
import { listedObject, pageOfObjects } from '../list-objects.ts';
import { startAfterMarker } from '../rules/list-page.ts';
import { pageSize } from '../rules/page-size.ts';
import { nameWriter } from '../rules/url-encoding.ts';
import type { S3Parts } from '../s3-parts.ts';

/** NextMarker comes only with a delimiter; without one, clients go on after the last key. */
export const listObjects = operation<ListObjectsCommand, S3Parts>('ListObjects', async (input, parts) => {
  await requireBucket(parts.database, input, parts.account);
  const { Prefix: prefix = '', Delimiter: delimiter = '', Marker: marker = '' } = input;
  const query = { prefix, delimiter, limit: pageSize(input.MaxKeys, 'max-keys') };
  const start = marker === '' ? { at: '' } : startAfterMarker(marker, query);
  const { rows, prefixes, last } = await pageOfObjects(parts.database, input.Bucket, query, start);
  const write = nameWriter(input.EncodingType);
  return {
    Name: input.Bucket,
    Prefix: write(prefix),
    Delimiter: write(input.Delimiter),
    Marker: write(marker),
    MaxKeys: query.limit,
    EncodingType: input.EncodingType,
    IsTruncated: last !== undefined,
    NextMarker: last && delimiter !== '' ? write('prefix' in last ? last.prefix : last.row.key) : undefined,
    Contents: rows.map((object) => listedObject(object, write, parts.account)),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: write(common) })),
  };
});

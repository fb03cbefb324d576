import type { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { pageToken, readPageToken } from '../../../platform/pagination.ts';
import { invalidArgument } from '../errors.ts';
import { requireBucket } from '../find-bucket.ts';
import { listedObject, pageOfObjects } from '../list-objects.ts';
import { type ListPage, type ListQuery, startAfterMarker, startAfterPrefix } from '../rules/list-page.ts';
import { pageSize } from '../rules/page-size.ts';
import { nameWriter } from '../rules/url-encoding.ts';
import type { S3Parts } from '../s3-parts.ts';

const LISTING = 'ListObjectsV2';

/** What a continuation token holds: the last item of the page before. */
type LastItem = { readonly key: string } | { readonly prefix: string };

export const listObjectsV2 = operation<ListObjectsV2Command, S3Parts>('ListObjectsV2', async (input, parts) => {
  await requireBucket(parts.database, input, parts.account);
  const { Prefix: prefix = '', Delimiter: delimiter = '' } = input;
  const query = { prefix, delimiter, limit: pageSize(input.MaxKeys, 'max-keys') };
  const page = await pageOfObjects(parts.database, input.Bucket, query, startOf(input, query));
  const write = nameWriter(input.EncodingType);
  const owner = input.FetchOwner ? parts.account : undefined;
  return {
    Name: input.Bucket,
    Prefix: write(prefix),
    Delimiter: write(input.Delimiter),
    MaxKeys: query.limit,
    KeyCount: page.rows.length + page.prefixes.length,
    EncodingType: input.EncodingType,
    StartAfter: write(input.StartAfter),
    ContinuationToken: input.ContinuationToken,
    IsTruncated: page.last !== undefined,
    NextContinuationToken: nextToken(page),
    Contents: page.rows.map((object) => listedObject(object, write, owner)),
    CommonPrefixes: page.prefixes.map((common) => ({ Prefix: write(common) })),
  };
});

function startOf(input: InputOf<ListObjectsV2Command>, query: ListQuery) {
  const { ContinuationToken: token, StartAfter: startAfter } = input;
  if (token === undefined) return startAfter ? startAfterMarker(startAfter, query) : { at: '' };
  const last = readPageToken<LastItem>(LISTING, token);
  if (!last) throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return 'prefix' in last ? startAfterPrefix(last.prefix) : { after: last.key };
}

function nextToken({ last }: ListPage<{ readonly key: string }>): string | undefined {
  if (!last) return undefined;
  const item: LastItem = 'prefix' in last ? { prefix: last.prefix } : { key: last.row.key };
  return pageToken(LISTING, item);
}

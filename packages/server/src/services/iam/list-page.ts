import { cutPage, readPageToken } from '../../platform/pagination.ts';
import { invalidMarker } from './errors.ts';
import type { ListPart } from './store/list-part.ts';

interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
  readonly PathPrefix?: string | undefined;
}

interface Listed<Row> {
  readonly rows: Row[];
  /** Members of every answer of a list. */
  readonly page: { readonly IsTruncated: boolean; readonly Marker?: string };
}

const DEFAULT_ITEMS = 100;

/** One page of `listing` (an operation with what it lists), read by `load` and continued by the rows' keys. */
export async function listPage<Row>(
  listing: string,
  request: PageRequest,
  source: { load: (part: ListPart) => Promise<Row[]>; keyOf: (row: Row) => string },
): Promise<Listed<Row>> {
  const pathPrefix = request.PathPrefix ?? '';
  const name = `${listing} ${pathPrefix}`;
  const after = request.Marker === undefined ? '' : readPageToken<string>(name, request.Marker);
  if (after === undefined) throw invalidMarker();
  const limit = request.MaxItems ?? DEFAULT_ITEMS;
  const rows = await source.load({ pathPrefix, after, limit: limit + 1 });
  const { rows: kept, nextToken } = cutPage(rows, limit, name, source.keyOf);
  return { rows: kept, page: { IsTruncated: nextToken !== undefined, ...(nextToken ? { Marker: nextToken } : {}) } };
}

/** The same for the few tags a thing can have. */
export function listTags<Tag extends { readonly Key: string }>(
  listing: string,
  tags: readonly Tag[],
  request: PageRequest,
) {
  const sorted = [...tags].sort((a, b) => (a.Key < b.Key ? -1 : 1));
  const load = async ({ after, limit }: ListPart) => sorted.filter((tag) => tag.Key > after).slice(0, limit);
  return listPage(listing, request, { load, keyOf: (tag) => tag.Key });
}

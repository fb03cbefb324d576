import { createHash } from 'node:crypto';

/** A page of rows and the token that continues it. */
export interface Page<Row> {
  readonly rows: Row[];
  readonly nextToken?: string;
}

const PREFIX_LENGTH = 8;
const stampOf = (listing: string) => createHash('sha256').update(listing).digest('base64url').slice(0, PREFIX_LENGTH);

/**
 * An opaque token that continues `listing` after the row with sort key `after`.
 * `listing` names the operation and its filters, so a token of another operation is recognised as foreign.
 */
export function pageToken(listing: string, after: unknown): string {
  return stampOf(listing) + Buffer.from(JSON.stringify(after)).toString('base64url');
}

/** The sort key in the token, or undefined when the token was not made for this listing. */
export function readPageToken<Key>(listing: string, token: string): Key | undefined {
  if (!token.startsWith(stampOf(listing))) return undefined;
  try {
    return JSON.parse(Buffer.from(token.slice(PREFIX_LENGTH), 'base64url').toString()) as Key;
  } catch {
    return undefined;
  }
}

/** Cuts `rows`, fetched with one more than `limit`, into a page whose token holds the last row's key. */
export function cutPage<Row>(rows: Row[], limit: number, listing: string, keyOf: (row: Row) => unknown): Page<Row> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: kept };
  return { rows: kept, nextToken: pageToken(listing, keyOf(last)) };
}

/** Cuts the page behind `token` out of a whole list whose rows have unique keys; undefined when the token is of no such list. */
export function pageOfList<Row>(
  rows: readonly Row[],
  { token, limit }: { token: string | undefined; limit: number },
  { listing, keyOf }: { listing: string; keyOf: (row: Row) => string },
): Page<Row> | undefined {
  const after = token ? readPageToken<string>(listing, token) : undefined;
  if (token && after === undefined) return undefined;
  const at = after === undefined ? 0 : rows.findIndex((row) => keyOf(row) === after) + 1;
  return cutPage(rows.slice(at, at + limit + 1), limit, listing, keyOf);
}

/** A service's own way to cut lists: how long its pages are, and how it refuses tokens that are none. */
export function lister({ most, refuse }: { most: number; refuse: () => Error }) {
  return <Row>(
    rows: readonly Row[],
    { NextToken: token, MaxResults: limit = most }: { NextToken?: string | undefined; MaxResults?: number | undefined },
    list: { listing: string; keyOf: (row: Row) => string },
  ): Page<Row> => {
    const page = pageOfList(rows, { token, limit }, list);
    if (!page) throw refuse();
    return page;
  };
}

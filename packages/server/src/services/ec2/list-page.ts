import { cutPage, readPageToken } from '../../platform/pagination.ts';
import { invalidNextToken } from './errors.ts';

const MOST = 1000;

/** Cuts what was found into the page that was asked for; the token names the last one that was shown. */
export function listPage<Row>(
  rows: readonly Row[],
  asked: { NextToken?: string | undefined; MaxResults?: number | undefined },
  { listing, keyOf }: { listing: string; keyOf: (row: Row) => string },
): { rows: Row[]; nextToken?: string } {
  const after = asked.NextToken ? readPageToken<string>(listing, asked.NextToken) : undefined;
  if (asked.NextToken && after === undefined) throw invalidNextToken();
  const at = after === undefined ? 0 : rows.findIndex((row) => keyOf(row) === after) + 1;
  const limit = asked.MaxResults ?? MOST;
  return cutPage(rows.slice(at, at + limit + 1), limit, listing, keyOf);
}

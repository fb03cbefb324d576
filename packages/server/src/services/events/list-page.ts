import { cutPage, readPageToken } from '../../platform/pagination.ts';
import { invalid } from './errors.ts';

const PAGE_SIZE = 100;

interface PageRequest {
  readonly NextToken?: string | undefined;
  readonly Limit?: number | undefined;
}

/** One page of `listing` (an operation with its filters), read by `load` and continued by the rows' keys. */
export async function listPage<Row>(
  listing: string,
  request: PageRequest,
  source: { load: (part: { after: string; limit: number }) => Promise<Row[]>; keyOf: (row: Row) => string },
): Promise<{ rows: Row[]; page: { NextToken?: string } }> {
  const after = request.NextToken === undefined ? '' : readPageToken<string>(listing, request.NextToken);
  if (after === undefined) throw invalid('The token is invalid.');
  const limit = request.Limit ?? PAGE_SIZE;
  const rows = await source.load({ after, limit: limit + 1 });
  const { rows: kept, nextToken } = cutPage(rows, limit, listing, source.keyOf);
  return { rows: kept, page: nextToken === undefined ? {} : { NextToken: nextToken } };
}

import { type Page, pageOfList } from '../../platform/pagination.ts';
import { validation } from './errors.ts';

const MOST = 100;

/** The page of a list that is asked for. */
export function listPage<Row>(
  rows: readonly Row[],
  { NextToken: token, MaxResults: limit = MOST }: { NextToken?: string | undefined; MaxResults?: number | undefined },
  list: { listing: string; keyOf: (row: Row) => string },
): Page<Row> {
  const page = pageOfList(rows, { token, limit }, list);
  if (!page) throw validation('Invalid NextToken.');
  return page;
}

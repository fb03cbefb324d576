import { type Page, pageOfList } from '../../platform/pagination.ts';
import { invalidToken } from './errors.ts';

/** The page of a list that is asked for. */
export function listPage<Row>(
  rows: readonly Row[],
  { token, limit }: { token: string | undefined; limit: number },
  list: { listing: string; keyOf: (row: Row) => string },
): Page<Row> {
  const page = pageOfList(rows, { token, limit }, list);
  if (!page) throw invalidToken();
  return page;
}

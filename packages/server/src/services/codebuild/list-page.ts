import { cutPage, type Page, readPageToken } from '../../platform/pagination.ts';
import { foreignToken } from './errors.ts';

/** Projects and builds come in pages of 100; only of batches a request may ask for less. */
const PAGE_SIZE = 100;

/** One page of `listing` (an operation with its filters), read by `load` from the key in `token` on. */
export async function listPage<Key>(
  listing: string,
  token: string | undefined,
  load: (after: Key | undefined, limit: number) => Promise<Key[]>,
  size = PAGE_SIZE,
): Promise<Page<Key>> {
  const after = token ? readPageToken<Key>(listing, token) : undefined;
  if (token && after === undefined) throw foreignToken();
  return cutPage(await load(after, size + 1), size, listing, (key) => key);
}

import { afterPrefix, commonPrefixOf } from './key-order.ts';

/** What a page shows: everything below `prefix`, keys with `delimiter` behind it rolled up, at most `limit` items. */
export interface ListQuery {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  readonly limit: number;
}

/** Where reading goes on. Rows of one key, such as versions, are told apart by `past`, the one that came last. */
export type Start<Past> = { readonly at: string } | { readonly after: string; readonly past?: Past };

/** Rows in order of key from `start` on, at most `limit` of them, all with keys below the query's prefix. */
export type FetchRows<Past, Row extends Past> = (start: Start<Past>, limit: number) => Promise<readonly Row[]>;

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly prefixes: readonly string[];
  /** The last item shown, when more follow. */
  readonly last?: { readonly row: Row } | { readonly prefix: string };
}

/** Rows fetched first when keys are rolled up: how many it takes to fill the page is not known yet. */
const FIRST_ROWS_WITH_DELIMITER = 100;

/** Rows fetched after a fetch that lay within one common prefix: the next may be as large. */
const ROWS_AFTER_JUMP = 16;

/**
 * One page of a listing. A common prefix that goes on beyond what was fetched is jumped over,
 * so its price does not depend on how many keys are below it.
 */
export async function listPage<Past, Row extends Past & { readonly key: string }>(
  query: ListQuery,
  start: Start<Past> | undefined,
  fetch: FetchRows<Past, Row>,
): Promise<ListPage<Row>> {
  const rows: Row[] = [];
  const prefixes: string[] = [];
  let last: { row: Row } | { prefix: string } | undefined;
  let rolledUp: string | undefined;
  const room = () => query.limit - rows.length - prefixes.length;
  if (query.limit === 0) return { rows, prefixes };

  let from: Start<Past> | undefined = start;
  let batch = Math.min(query.limit + 1, query.delimiter === '' ? query.limit + 1 : FIRST_ROWS_WITH_DELIMITER);
  while (from) {
    const fetched = await fetch(from, batch);
    const roomBefore = room();
    for (const row of fetched) {
      if (rolledUp !== undefined && row.key.startsWith(rolledUp)) continue;
      if (room() === 0) return { rows, prefixes, ...(last ? { last } : {}) };
      rolledUp = commonPrefixOf(row.key, query);
      if (rolledUp === undefined) rows.push(row);
      else prefixes.push(rolledUp);
      last = rolledUp === undefined ? { row } : { prefix: rolledUp };
    }
    const end = fetched.at(-1);
    if (end === undefined || fetched.length < batch) break;
    from = rolledUp === undefined ? { after: end.key, past: end } : startAfterPrefix(rolledUp);
    batch = roomBefore - room() > 1 ? Math.min(batch * 2, room() + 1) : ROWS_AFTER_JUMP;
  }
  return { rows, prefixes };
}

/** Goes on behind every key that begins with `prefix`; undefined when nothing can be there. */
export function startAfterPrefix(prefix: string): { readonly at: string } | undefined {
  const at = afterPrefix(prefix);
  return at === undefined ? undefined : { at };
}

/**
 * Where a listing goes on after `marker`. A marker that is itself a common prefix was the last item of a page:
 * what is below it has been shown.
 */
export function startAfterMarker(
  marker: string,
  query: ListQuery,
): { readonly after: string } | { at: string } | undefined {
  return commonPrefixOf(marker, query) === marker ? startAfterPrefix(marker) : { after: marker };
}

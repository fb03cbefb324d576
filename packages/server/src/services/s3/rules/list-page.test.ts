import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterPrefix, commonPrefixOf, compareKeys } from './key-order.ts';
import {
  type FetchRows,
  type ListPage,
  type ListQuery,
  listPage,
  type Start,
  startAfterMarker,
  startAfterPrefix,
} from './list-page.ts';

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '~', '\ud7ff', '\ue000', '😀', '\u{10ffff}'),
  maxLength: 5,
});

interface Row {
  readonly key: string;
}

/** Reads sorted keys the way the database does, and counts what it was asked for. */
function reader(keys: readonly string[], prefix: string) {
  const sorted = [...new Set(keys)].sort(compareKeys);
  const seen = { rows: 0, fetches: 0 };
  const fetch: FetchRows<unknown, Row> = async (start, limit) => {
    const isAfter = (k: string) => ('at' in start ? compareKeys(k, start.at) >= 0 : compareKeys(k, start.after) > 0);
    const rows = sorted.filter((k) => k.startsWith(prefix) && isAfter(k)).slice(0, limit);
    seen.rows += rows.length;
    seen.fetches++;
    return rows.map((k) => ({ key: k }));
  };
  return { fetch, seen };
}

/** The whole listing, the simple way. */
function naive(keys: readonly string[], query: ListQuery): string[] {
  const items = [...new Set(keys)].filter((k) => k.startsWith(query.prefix)).map((k) => commonPrefixOf(k, query) ?? k);
  return [...new Set(items)].sort(compareKeys);
}

async function allPages(keys: readonly string[], query: ListQuery): Promise<string[]> {
  const { fetch } = reader(keys, query.prefix);
  const items: string[] = [];
  let start: Start<unknown> | undefined = { at: query.prefix };
  while (start) {
    const page: ListPage<Row> = await listPage(query, start, fetch);
    expect(page.rows.length + page.prefixes.length).toBeLessThanOrEqual(query.limit);
    if (page.last) expect(page.rows.length + page.prefixes.length).toBe(query.limit);
    items.push(...[...page.rows.map((row) => row.key), ...page.prefixes].sort(compareKeys));
    if (!page.last) break;
    start = 'prefix' in page.last ? startAfterPrefix(page.last.prefix) : { after: page.last.row.key };
  }
  return items;
}

describe('a listing', () => {
  it('shows in pages what a naive listing shows at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(key, { maxLength: 40 }),
        fc.record({
          prefix: key,
          delimiter: fc.constantFrom('', '/', 'a', 'ab', '😀'),
          limit: fc.integer({ min: 1, max: 7 }),
        }),
        async (keys, query) => {
          expect(await allPages(keys, query)).toEqual(naive(keys, query));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('goes on after the last item of a page, named as a marker, with nothing lost or shown twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(key, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), async (keys, limit) => {
        const query = { prefix: '', delimiter: '/', limit };
        const { fetch } = reader(keys, '');
        const items: string[] = [];
        let start: Start<unknown> | undefined = { at: '' };
        for (;;) {
          const page: ListPage<Row> = await listPage(query, start, fetch);
          items.push(...[...page.rows.map((row) => row.key), ...page.prefixes].sort(compareKeys));
          if (!page.last) break;
          start = startAfterMarker('prefix' in page.last ? page.last.prefix : page.last.row.key, query);
        }
        expect(items).toEqual(naive(keys, query));
      }),
    );
  });

  it('jumps over what is below a common prefix instead of reading it', async () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => `folder${n % 4}/${String(n).padStart(6, '0')}`);
    const { fetch, seen } = reader(keys, '');
    const page = await listPage({ prefix: '', delimiter: '/', limit: 1000 }, { at: '' }, fetch);
    expect(page.prefixes).toEqual(['folder0/', 'folder1/', 'folder2/', 'folder3/']);
    expect(seen.rows).toBeLessThan(1100);
    expect(seen.fetches).toBeLessThan(7);
  });

  it('shows nothing and is complete when no items are asked for', async () => {
    const { fetch } = reader(['a'], '');
    expect(await listPage({ prefix: '', delimiter: '', limit: 0 }, { at: '' }, fetch)).toEqual({
      rows: [],
      prefixes: [],
    });
  });
});

describe('the text after a prefix', () => {
  it('is greater than everything with the prefix, and not greater than anything else that is greater', () => {
    fc.assert(
      fc.property(key, key, (prefix, other) => {
        const after = afterPrefix(prefix);
        const isBefore = after === undefined || compareKeys(other, after) < 0;
        const isWithinOrBefore = other.startsWith(prefix) || compareKeys(other, prefix) < 0;
        expect(isBefore).toBe(isWithinOrBefore);
      }),
      { numRuns: 2000 },
    );
  });
});

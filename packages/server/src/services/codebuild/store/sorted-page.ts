import { type RawBuilder, sql } from 'kysely';

/** What lists of projects, report groups and fleets may be sorted by. */
export const NAMED_COLUMNS = {
  NAME: 'name',
  CREATED_TIME: 'created_at',
  LAST_MODIFIED_TIME: 'last_modified_at',
} as const;
export type NamedOrder = keyof typeof NAMED_COLUMNS;

/** Of a page's last row: the value that it is sorted by, and its name. */
export interface NamedKey {
  readonly value: string | number;
  readonly name: string;
}

export interface NamedPage<Key extends NamedKey = NamedKey> {
  readonly by: NamedOrder;
  readonly descending: boolean;
  readonly after: Key | undefined;
  readonly limit: number;
}

/** What follows `last` among rows that are sorted by `column` and then by `tie`, which no two have in common. */
export function follows(
  { column, tie, descending }: { readonly column: string; readonly tie: string; readonly descending: boolean },
  last: readonly [value: string | number, tie: string | number],
): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(column)}, ${sql.ref(tie)}) ${descending ? sql`<` : sql`>`} (${last[0]}, ${last[1]})`;
}

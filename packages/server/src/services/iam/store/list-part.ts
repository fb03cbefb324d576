import { type RawBuilder, sql } from 'kysely';

/** A page of a list sorted by name: what comes after `after` below `pathPrefix`, `limit` rows at most. */
export interface ListPart {
  readonly pathPrefix: string;
  readonly after: string;
  readonly limit: number;
}

/** A condition that takes the prefix as it is, without the wildcards of LIKE. */
export function startingWith(column: string, prefix: string): RawBuilder<boolean> {
  return sql<boolean>`substr(${sql.ref(column)}, 1, ${sql.lit([...prefix].length)}) = ${prefix}`;
}

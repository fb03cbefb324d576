import type { Kysely, Transaction } from 'kysely';

export type Dialect = 'sqlite' | 'postgres';

/** What a store works on: the whole database, or one open transaction. Pass it on; never reach for another. */
export interface Db {
  readonly dialect: Dialect;
  /** The query builder, typed with the caller's own tables. */
  tables<Tables>(): Kysely<Tables>;
  /** Runs `action` once the surrounding transaction has committed (at once outside of one). */
  afterCommit(action: () => void): void;
}

export interface Database extends Db {
  /**
   * Runs `work` in one transaction, which commits when it resolves and rolls back when it rejects.
   * Inside, use only the `tx` handed in, and never call an AWS client: SQLite has one connection.
   */
  transaction<Result>(work: (tx: Db) => Promise<Result>): Promise<Result>;
  /** Brings the tables up to date; each migration runs once, in order of its name. */
  migrate(migrations: Migrations): Promise<void>;
  close(): Promise<void>;
}

/** What a migration may use: the schema builder and the column types that both databases order alike. */
export interface MigrationTools {
  readonly schema: Kysely<unknown>['schema'];
  readonly columns: ColumnTypes;
}

/** Keys are `<service>-<three digits>-<what>`, such as `codebuild-001-projects`. */
export type Migrations = Readonly<Record<string, (tools: MigrationTools) => Promise<void>>>;

/** Raw column types for `addColumn(name, columns.text)`. */
export interface ColumnTypes {
  /** Text compared byte by byte, as S3 keys and page tokens need it. */
  readonly text: ReturnType<typeof import('kysely').sql<string>>;
  /** Whole numbers up to 2^53: times in milliseconds, sizes in bytes, booleans as 0 and 1. */
  readonly integer: ReturnType<typeof import('kysely').sql<number>>;
  readonly bytes: ReturnType<typeof import('kysely').sql<Uint8Array>>;
}

/** A `Db` over a Kysely connection or transaction. */
export function dbOver(
  kysely: Kysely<unknown> | Transaction<unknown>,
  dialect: Dialect,
  afterCommit: (action: () => void) => void,
): Db {
  return { dialect, afterCommit, tables: <Tables>() => kysely as unknown as Kysely<Tables> };
}

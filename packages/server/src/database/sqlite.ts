import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { SqliteDialect } from 'kysely';

const CACHED_STATEMENTS = 500;

type Bindable = string | number | bigint | null | Uint8Array;

/** SQLite takes a lone Date or object as a bag of names and binds NULL: refuse it loudly instead. */
function checked(parameters: readonly unknown[]): Bindable[] {
  return parameters.map((value) => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`a ${typeof value} cannot be bound to SQL: convert it in the store`);
  });
}

interface Prepared {
  readonly statement: StatementSyncInstance;
  /** Whether it answers rows. */
  readonly reader: boolean;
}

/** The driver in the shape Kysely expects, with prepared statements kept. */
function kyselyDriver(database: DatabaseSyncInstance) {
  const statements = new Map<string, Prepared>();
  const prepared = (sql: string): Prepared => {
    let found = statements.get(sql);
    if (!found) {
      if (statements.size >= CACHED_STATEMENTS) statements.clear();
      const statement = database.prepare(sql);
      found = { statement, reader: statement.columns().length > 0 };
      statements.set(sql, found);
    }
    return found;
  };
  return {
    close: () => database.close(),
    prepare(sql: string) {
      const { statement, reader } = prepared(sql);
      return {
        reader,
        all: (parameters: readonly unknown[]) => statement.all(...checked(parameters)),
        run: (parameters: readonly unknown[]) => {
          const { changes, lastInsertRowid } = statement.run(...checked(parameters));
          return { changes, lastInsertRowid };
        },
        iterate: (parameters: readonly unknown[]) =>
          database.prepare(sql).iterate(...checked(parameters)) as IterableIterator<unknown>,
      };
    },
  };
}

/** Opens `file` with write-ahead logging; every commit is on disk before it is acknowledged. */
export function sqliteDialect(file: string): SqliteDialect {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA busy_timeout = 5000');
  database.exec('PRAGMA foreign_keys = ON');
  return new SqliteDialect({ database: kyselyDriver(database) });
}

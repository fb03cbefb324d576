import { Kysely, type Migration, Migrator, sql } from 'kysely';
import { type ColumnTypes, type Database, type Dialect, dbOver, type Migrations } from './database.ts';
import { groupCommits, type RunInTransaction } from './group-commits.ts';
import { postgresDialect } from './postgres.ts';
import { sqliteDialect } from './sqlite.ts';

const COLUMN_TYPES: Record<Dialect, ColumnTypes> = {
  sqlite: { text: sql`text`, integer: sql`integer`, bytes: sql`blob` },
  postgres: { text: sql`text collate "C"`, integer: sql`bigint`, bytes: sql`bytea` },
};

/** `url` is `sqlite:<file>` or a `postgres://` connection string. */
export function openDatabase(url: string): Database {
  const dialect: Dialect = url.startsWith('sqlite:') ? 'sqlite' : 'postgres';
  const kysely = new Kysely<unknown>({
    dialect: dialect === 'sqlite' ? sqliteDialect(url.slice('sqlite:'.length)) : postgresDialect(url),
  });
  const inTransaction: RunInTransaction =
    dialect === 'sqlite' ? groupCommits(kysely) : (work) => kysely.transaction().execute(work);
  return {
    ...dbOver(kysely, dialect, (action) => action()),
    async transaction(work) {
      const committed: (() => void)[] = [];
      const result = await inTransaction((tx) => work(dbOver(tx, dialect, (action) => committed.push(action))));
      for (const action of committed) action();
      return result;
    },
    migrate: (migrations) => migrate(kysely, COLUMN_TYPES[dialect], migrations),
    close: () => kysely.destroy(),
  };
}

async function migrate(kysely: Kysely<unknown>, columns: ColumnTypes, migrations: Migrations): Promise<void> {
  const provided: Record<string, Migration> = {};
  for (const [name, up] of Object.entries(migrations)) {
    provided[name] = { up: (db) => up({ schema: db.schema, columns }) };
  }
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: async () => provided },
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

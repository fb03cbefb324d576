import { PostgresDialect } from 'kysely';
import pg from 'pg';

const BIGINT_OID = 20;
const POOL_SIZE = 10;

/** `url` is a `postgres://` connection string. */
export function postgresDialect(url: string): PostgresDialect {
  pg.types.setTypeParser(BIGINT_OID, Number);
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE });
  pool.on('error', () => {
    // An idle connection broke: the pool opens another for the next query, which reports what is wrong.
  });
  return new PostgresDialect({ pool });
}

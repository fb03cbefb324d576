import { PostgresDialect } from 'kysely';
import type { Pool } from 'pg';

const BIGINT_OID = 20;
const POOL_SIZE = 10;

/** `url` is a `postgres://` connection string. */
export function postgresDialect(url: string): PostgresDialect {
  return new PostgresDialect({ pool: () => openPool(url) });
}

/** The driver is loaded only by servers that use it. */
async function openPool(url: string): Promise<Pool> {
  const { default: pg } = await import('pg');
  pg.types.setTypeParser(BIGINT_OID, Number);
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE });
  pool.on('error', () => {
    // An idle connection broke: the pool opens another for the next query, which reports what is wrong.
  });
  return pool;
}

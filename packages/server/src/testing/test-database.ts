import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import './postgres.ts';

/** A database of its own for one test: SQLite in its folder, or a fresh one on the project's PostgreSQL server. */
export async function createTestDatabase(folder: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const serverUrl = inject('testDatabaseServer');
  if (!serverUrl) return { url: `sqlite:${join(folder, 'codeyard.db')}`, drop: async () => {} };
  const name = `codeyard_test_${randomBytes(8).toString('hex')}`;
  await runOn(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOn(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

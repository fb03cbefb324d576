import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL server that tests make their databases on; empty for SQLite. */
    testDatabaseServer: string;
  }
}

const run = promisify(execFile);

/** The folder with PostgreSQL's server programs, or undefined when it is not installed. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const folders = [...versions, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Vitest's global set-up of the `postgres` project: a throw-away server on a socket, ended afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.CODEYARD_TEST_DATABASE;
  const server = given ? { url: given, stop: async () => {} } : await startPostgres();
  project.provide('testDatabaseServer', server.url);
  return server.stop;
}

async function startPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const programs = findPostgres();
  if (!programs) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-postgres-'));
  const owner = userInfo().uid === 0 ? await postgresUser() : undefined;
  if (owner) await chown(folder, owner.uid, owner.gid);
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  const identity = owner ?? {};
  const initial = ['-D', data, '-U', 'codeyard', '-A', 'trust', '--locale=C', '-E', 'UTF8', '-N'];
  await run(join(programs, 'initdb'), initial, identity);
  const options = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=300'];
  const server = spawn(join(programs, 'postgres'), options, { ...identity, stdio: 'ignore' });
  const url = `postgres://codeyard@localhost/postgres?host=${encodeURIComponent(folder)}`;
  await untilItAnswers(url);
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

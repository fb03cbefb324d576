import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database, Db } from './database.ts';
import { openDatabase } from './open-database.ts';

let folder: string;
let database: Database;

interface Tables {
  notes: { id: number };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codeyard-database-'));
  database = openDatabase(`sqlite:${join(folder, 'x.db')}`);
  await database.migrate({
    'notes-001': ({ schema, columns }) =>
      schema
        .createTable('notes')
        .addColumn('id', columns.integer, (id) => id.primaryKey())
        .execute(),
  });
});

afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const add = async (tx: Db, id: number) => void (await tx.tables<Tables>().insertInto('notes').values({ id }).execute());
const notes = async (db: Db = database) => {
  const rows = await db.tables<Tables>().selectFrom('notes').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
};

describe('transactions at the same time', () => {
  it('succeed and fail each on its own', async () => {
    const told: number[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, id) =>
        database.transaction(async (tx) => {
          tx.afterCommit(() => told.push(id));
          await add(tx, id);
          if (id % 7 === 3) throw new Error(`no ${id}`);
          if (id % 7 === 5) await add(tx, id);
          return id;
        }),
      ),
    );
    const kept = [...Array(50).keys()].filter((id) => id % 7 !== 3 && id % 7 !== 5);
    expect(await notes()).toEqual(kept);
    expect(told.sort((a, b) => a - b)).toEqual(kept);
    expect(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))).toEqual(kept);
    expect(results[3]).toMatchObject({ reason: new Error('no 3') });
    expect(results[5]).toMatchObject({ reason: { message: expect.stringMatching(/UNIQUE/) } });
  });

  it('never see each other half done, and others see them when they are told', async () => {
    const seen: number[][] = [];
    const pair = (id: number) =>
      database.transaction(async (tx) => {
        seen.push(await notes(tx));
        await add(tx, id);
        await new Promise((resolve) => setTimeout(resolve, 2));
        await add(tx, id + 1);
      });
    await Promise.all([pair(0), pair(10), pair(20)]);
    expect(seen.map((rows) => rows.length)).toEqual([0, 2, 4]);
    const other = openDatabase(`sqlite:${join(folder, 'x.db')}`);
    await pair(30);
    expect(await notes(other)).toHaveLength(8);
    await other.close();
  });

  it('all fail when their commit does, and the next ones work', async () => {
    const innocent = database.transaction((tx) => add(tx, 2));
    const breakIt = database.transaction(async (tx) => {
      await add(tx, 1);
      // As after a full disk: the whole transaction is gone.
      await sql`rollback`.execute(tx.tables());
    });
    const results = await Promise.allSettled([innocent, breakIt]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await database.transaction((tx) => add(tx, 3));
    expect(await notes()).toEqual([3]);
  });
});

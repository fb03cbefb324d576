import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open-database.ts';
import { systemClock } from '../platform/clock.ts';
import { randomIds } from '../platform/ids.ts';
import { silentLogger } from '../platform/logger.ts';
import { createTestDatabase } from '../testing/test-database.ts';
import { createWorkQueue, type RunningWorkQueue } from './create-work-queue.ts';
import { workQueueMigrations } from './migrations.ts';
import type { Worker } from './work-queue.ts';

let folder: string;
let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let queues: RunningWorkQueue[];

function newQueue(): RunningWorkQueue {
  const queue = createWorkQueue({ database, clock: systemClock, ids: randomIds, logger: silentLogger });
  queues.push(queue);
  return queue;
}

/** Resolves once `check` holds; fails after five seconds. */
async function until(check: () => boolean): Promise<void> {
  const end = systemClock.now() + 5_000;
  while (!check()) {
    if (systemClock.now() > end) throw new Error('it did not happen within five seconds');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

beforeEach(async () => {
  queues = [];
  folder = await mkdtemp(join(tmpdir(), 'codeyard-queue-'));
  testDatabase = await createTestDatabase(folder);
  database = openDatabase(testDatabase.url);
  await database.migrate(workQueueMigrations);
});

afterEach(async () => {
  for (const queue of queues) await queue.stop();
  await database.close();
  await testDatabase.drop();
  await rm(folder, { recursive: true });
});

describe('the work queue', () => {
  it('hands over what was enqueued by a committed transaction only', async () => {
    const seen: unknown[] = [];
    const queue = newQueue();
    await queue.start([{ kind: 'note', handle: async (payload) => void seen.push(payload) }]);
    await expect(
      database.transaction(async (tx) => {
        await queue.enqueue(tx, { kind: 'note', payload: 'rolled back' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await database.transaction((tx) => queue.enqueue(tx, { kind: 'note', payload: { a: 'ü' } }));
    await until(() => seen.length > 0);
    expect(seen).toEqual([{ a: 'ü' }]);
  });

  it('does not wait for ever for a handler that does not return, and the next process has its item', async () => {
    const parts = { database, clock: systemClock, ids: randomIds, logger: silentLogger, stopPatienceMs: 50 };
    const first = createWorkQueue(parts);
    let begun = false;
    const never = () => {
      begun = true;
      return new Promise<void>(() => {});
    };
    await first.start([{ kind: 'stuck', handle: never }]);
    await database.transaction((tx) => first.enqueue(tx, { kind: 'stuck', payload: 'p' }));
    await until(() => begun);
    await first.stop();
    if (database.dialect !== 'sqlite') return;
    const seen: unknown[] = [];
    await newQueue().start([{ kind: 'stuck', handle: async (payload) => void seen.push(payload) }]);
    await until(() => seen.length > 0);
    expect(seen).toEqual(['p']);
  });

  it('runs items of one key one at a time and in order, and other keys beside them', async () => {
    const log: string[] = [];
    let freeFirst = () => {};
    const first = new Promise<void>((resolve) => {
      freeFirst = resolve;
    });
    const worker: Worker<string> = {
      kind: 'step',
      async handle(name) {
        log.push(`${name}+`);
        if (name === 'a1') await first;
        log.push(`${name}-`);
      },
    };
    const queue = newQueue();
    await database.transaction(async (tx) => {
      await queue.enqueue(tx, { kind: 'step', key: 'a', payload: 'a1' });
      await queue.enqueue(tx, { kind: 'step', key: 'a', payload: 'a2' });
      await queue.enqueue(tx, { kind: 'step', key: 'b', payload: 'b1' });
    });
    await queue.start([worker]);
    await until(() => log.includes('b1-'));
    expect(log).not.toContain('a2+');
    freeFirst();
    await until(() => log.includes('a2-'));
    expect(log.indexOf('a1-')).toBeLessThan(log.indexOf('a2+'));
  });

  it('runs an item once more when it is enqueued again while it runs', async () => {
    let runs = 0;
    const queue = newQueue();
    const poke = () => database.transaction((tx) => queue.enqueue(tx, { kind: 'poke', id: 'the-one', payload: null }));
    await queue.start([
      {
        kind: 'poke',
        async handle() {
          runs++;
          if (runs === 1) await poke();
        },
      },
    ]);
    await poke();
    await until(() => runs === 2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(runs).toBe(2);
  });

  it('tries again what failed, later', async () => {
    const attempts: number[] = [];
    const queue = newQueue();
    await queue.start([
      {
        kind: 'flaky',
        async handle(_, { attempt }) {
          attempts.push(attempt);
          if (attempt === 1) throw new Error('first time');
        },
      },
    ]);
    await database.transaction((tx) => queue.enqueue(tx, { kind: 'flaky', payload: null }));
    await until(() => attempts.length === 2);
    expect(attempts).toEqual([1, 2]);
  });

  it('hands a batch over in one go and in order, and after a failure each item alone', async () => {
    const calls: string[][] = [];
    const queue = newQueue();
    const names = ['a', 'b', 'bad', 'c'];
    await database.transaction(async (tx) => {
      for (const payload of names) await queue.enqueue(tx, { kind: 'many', key: 'k', payload });
    });
    await queue.start([
      {
        kind: 'many',
        batch: 3,
        async handleAll(payloads: readonly string[]) {
          calls.push([...payloads]);
          if (payloads.includes('bad') && calls.length < 4) throw new Error('not yet');
        },
      },
    ]);
    await until(() => calls.flat().filter((name) => name === 'bad').length >= 2 && calls.flat().includes('c'));
    await until(() => calls.length >= 5);
    expect(calls[0]).toEqual(['a', 'b', 'bad']);
    expect(calls[1]).toEqual(['c']);
    expect(calls.slice(2).every((call) => call.length === 1)).toBe(true);
    expect(calls.slice(2).flat().sort()).toEqual(['a', 'b', 'bad']);
  });

  it('goes on when what became of one item cannot be written', async () => {
    const seen: string[] = [];
    const queue = newQueue();
    await database.transaction(async (tx) => {
      for (const payload of ['bad', 'good', 'late']) await queue.enqueue(tx, { kind: 'odd', key: payload, payload });
    });
    await queue.start([
      {
        kind: 'odd',
        async handle(name: string) {
          seen.push(name);
          if (name === 'bad') return { again: { afterMs: Number.NaN } };
          return seen.filter((other) => other === 'good').length === 1 ? { again: { afterMs: 0.5 } } : undefined;
        },
      },
    ]);
    await until(() => seen.filter((name) => name === 'good').length === 2 && seen.includes('late'));
  });

  it('waits for the time of an item, and takes it back when asked', async () => {
    const seen: unknown[] = [];
    const queue = newQueue();
    await queue.start([{ kind: 'timer', handle: async (payload) => void seen.push(payload) }]);
    const runAt = systemClock.now() + 80;
    await database.transaction(async (tx) => {
      await queue.enqueue(tx, { kind: 'timer', id: 'kept', payload: 'kept', runAt });
      await queue.enqueue(tx, { kind: 'timer', id: 'dropped', payload: 'dropped', runAt });
    });
    await database.transaction((tx) => queue.cancel(tx, 'dropped'));
    expect(seen).toEqual([]);
    await until(() => seen.length > 0);
    expect(systemClock.now()).toBeGreaterThanOrEqual(runAt);
    expect(seen).toEqual(['kept']);
  });

  it('gives an interrupted item to the next process', async () => {
    const started: string[] = [];
    const worker = (name: string): Worker => ({
      kind: 'long',
      async handle(_, { signal }) {
        started.push(name);
        if (name === 'first') await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    const first = newQueue();
    await first.start([worker('first')]);
    await database.transaction((tx) => first.enqueue(tx, { kind: 'long', payload: null }));
    await until(() => started.length === 1);
    await first.stop();
    await newQueue().start([worker('second')]);
    await until(() => started.length === 2);
    expect(started).toEqual(['first', 'second']);
  });

  it('never lets two processes run one item at the same time', async () => {
    const runs = new Map<string, number>();
    const worker: Worker<string> = {
      kind: 'once',
      concurrency: 4,
      async handle(name) {
        runs.set(name, (runs.get(name) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
    };
    const [one, two] = [newQueue(), newQueue()];
    await one.start([worker]);
    await two.start([worker]);
    const names = Array.from({ length: 60 }, (_, index) => `item-${index}`);
    for (const payload of names) await database.transaction((tx) => one.enqueue(tx, { kind: 'once', payload }));
    await until(() => runs.size === names.length);
    expect([...runs.values()].every((count) => count === 1)).toBe(true);
  });
});

import { setMaxListeners } from 'node:events';
import type { Database, Db } from '../database/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Ids } from '../platform/ids.ts';
import type { Logger } from '../platform/logger.ts';
import { createPace } from '../platform/pace.ts';
import {
  type ClaimedWork,
  claimBatch,
  claimWork,
  deleteWaitingWork,
  extendLeases,
  finishWork,
  freeAllWork,
  freeWork,
  insertWork,
  nextDue,
} from './store.ts';
import type { RunAgain, Worker, WorkQueue } from './work-queue.ts';

const LEASE_MS = 30_000;
const HEARTBEAT_MS = 10_000;
/** How late an item of another process, or one whose lease ran out, is noticed. */
const LOOK_EVERY_MS = 1_000;
/** Under load the database is not asked for every single item. */
const LOOK_GAP_MS = 5;
const DEFAULT_CONCURRENCY = 8;
/** Others want the database between two rounds. */
const MOST_CLAIMS = 32;
const LONGEST_BACKOFF_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;

export interface RunningWorkQueue extends WorkQueue {
  /** Begins to hand items to `workers`. */
  start(workers: readonly Worker[]): Promise<void>;
  /** Takes no more items, tells the running handlers to return, and waits for them for a while: their items are the next process's. */
  stop(): Promise<void>;
}

export interface WorkQueueParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** How long handlers may take to return when the queue stops; 15 s when left out. */
  readonly stopPatienceMs?: number;
}

export function createWorkQueue(parts: WorkQueueParts): RunningWorkQueue {
  const { database, clock, ids } = parts;
  const owner = ids.uuid();
  const loop = createLoop(parts, owner);
  let sequence = 0;
  return {
    async enqueue(tx, item) {
      sequence = Math.max(sequence + 1, clock.now() * 1000);
      const runAt = Math.ceil(item.runAt ?? clock.now());
      await insertWork(tx, { ...item, id: item.id ?? ids.uuid(), runAt }, sequence);
      tx.afterCommit(() => loop.wakeAt(runAt));
    },
    cancel: deleteWaitingWork,
    async start(workers) {
      if (database.dialect === 'sqlite') await freeAllWork(database);
      loop.start(workers);
    },
    stop: loop.stop,
  };
}

/** Items that one call of a handler works on: one, or a batch. */
interface Job {
  readonly kind: string;
  readonly items: readonly ClaimedWork[];
}

/** What becomes of handled items: written together with the next claim, because every commit costs. */
interface Settlements {
  readonly finished: readonly ClaimedWork[];
  /** Those that run again. */
  readonly freed: readonly ((tx: Db) => Promise<void>)[];
}

const NOTHING: Settlements = { finished: [], freed: [] };

const join = (some: Settlements, more: Settlements): Settlements => ({
  finished: [...some.finished, ...more.finished],
  freed: [...some.freed, ...more.freed],
});

/** The claiming loop: wakes on a local enqueue, at the next due time, and once a second for what others wrote. */
function createLoop(parts: WorkQueueParts, owner: string) {
  const { database, clock, logger, stopPatienceMs = STOP_PATIENCE_MS } = parts;
  const stopping = new AbortController();
  // Every running handler may listen to it.
  setMaxListeners(0, stopping.signal);
  const running = new Map<Job, Promise<void>>();
  const byKind = new Map<string, Worker>();
  let settlements = NOTHING;
  let cancelTimer = () => {};
  let armedFor = Number.POSITIVE_INFINITY;
  const turn = createPace(LOOK_GAP_MS);
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  /** How many more items of each kind may run, besides those `claimed` just now; kinds without any are left out. */
  function freeSlots(claimed: readonly Job[]): Map<string, number> {
    const slots = new Map([...byKind.values()].map((worker) => [worker.kind, concurrencyOf(worker)]));
    for (const { kind } of [...running.keys(), ...claimed]) slots.set(kind, (slots.get(kind) ?? 0) - 1);
    return new Map([...slots].filter(([, free]) => free > 0));
  }

  /** Settles what is finished and claims what is due, in one transaction; says when to look again. */
  async function exchange(settled: Settlements): Promise<{ jobs: Job[]; due: number | undefined }> {
    return await database.transaction(async (tx) => {
      await write(tx, settled);
      const now = clock.now();
      const claim = { owner, now, leaseUntil: now + LEASE_MS };
      const slots = freeSlots([]);
      const jobs: Job[] = [];
      for (const worker of byKind.values()) {
        if (!('batch' in worker) || !slots.delete(worker.kind)) continue;
        const items = await claimBatch(tx, { ...claim, kind: worker.kind, limit: worker.batch });
        if (items.length > 0) jobs.push({ kind: worker.kind, items });
      }
      const { claimed, all } = await claimWork(tx, { ...claim, slots, limit: MOST_CLAIMS });
      for (const work of claimed) jobs.push({ kind: work.kind, items: [work] });
      return { jobs, due: all ? await nextDue(tx, [...freeSlots(jobs).keys()]) : now };
    });
  }

  async function lookOnce(): Promise<void> {
    const settled = settlements;
    settlements = NOTHING;
    try {
      const { jobs, due } = await exchange(settled);
      // Told to stop while the claim was under way: the items are the next process's.
      if (stopping.signal.aborted) return giveBack(jobs);
      for (const job of jobs) running.set(job, run(job));
      arm(due);
    } catch (error) {
      await settleApart(settled);
      throw error;
    }
  }

  /** After a common failure: one settlement that cannot be written must not hold the others up for ever. */
  async function settleApart({ finished, freed }: Settlements): Promise<void> {
    const each = [...finished.map((work) => (tx: Db) => finishWork(tx, [work], owner)), ...freed];
    for (const settle of each) {
      await database.transaction(settle).catch((error: unknown) => {
        logger.error({ error }, 'giving work back failed; its lease will run out');
      });
    }
  }

  async function write(tx: Db, { finished, freed }: Settlements): Promise<void> {
    await finishWork(tx, finished, owner);
    for (const free of freed) await free(tx);
  }

  function giveBack(jobs: readonly Job[]) {
    const freed = jobs.flatMap(({ items }) =>
      items.map(
        ({ id, attempts }) =>
          (tx: Db) =>
            freeWork(tx, id, owner, { attempts: attempts - 1 }),
      ),
    );
    settlements = join(settlements, { finished: [], freed });
  }

  function arm(due: number | undefined) {
    cancelTimer();
    const now = clock.now();
    armedFor = Math.min(now + LOOK_EVERY_MS, Math.max(due ?? Number.POSITIVE_INFINITY, now + 1));
    cancelTimer = clock.after(armedFor - now, wake);
  }

  function wakeAt(due: number) {
    if (due <= clock.now()) wake();
    else if (due < armedFor && byKind.size > 0 && !stopping.signal.aborted) arm(due);
  }

  function wake() {
    if (byKind.size === 0 || stopping.signal.aborted) return;
    lookAgain = true;
    looking ??= look();
  }

  async function look() {
    while (lookAgain && !stopping.signal.aborted) {
      await turn();
      lookAgain = false;
      try {
        await lookOnce();
      } catch (error) {
        logger.error({ error }, 'looking for work failed');
        arm(undefined);
      }
    }
    looking = undefined;
  }

  async function run(job: Job): Promise<void> {
    const beat = heartbeat(job);
    try {
      const result = await handle(job);
      settlements = join(settlements, settle(job, result));
    } catch (error) {
      settlements = join(settlements, { finished: [], freed: job.items.map((work) => recover(work, error)) });
    } finally {
      beat();
      running.delete(job);
      wake();
    }
  }

  async function handle({ kind, items }: Job): Promise<RunAgain | undefined> {
    const worker = byKind.get(kind);
    const context = { signal: stopping.signal, attempt: items[0]?.attempts ?? 1 };
    const payloads = items.map(({ payload }) => payload as never);
    if (!worker) throw new Error(`nobody handles ${kind}`);
    if ('handle' in worker) return (await worker.handle(payloads[0] as never, context)) ?? undefined;
    await worker.handleAll(payloads, context);
    return undefined;
  }

  /** Whatever a handler that was told to stop returned, its items are kept for the next process. */
  function settle({ items }: Job, result: RunAgain | undefined): Settlements {
    if (!result && !stopping.signal.aborted) return { finished: items, freed: [] };
    const runAt = result && Math.ceil(clock.now() + result.again.afterMs);
    const freed = items.map(({ id, version }) => {
      const again = runAt === undefined ? {} : { again: { runAt, version } };
      return (tx: Db) => freeWork(tx, id, owner, { attempts: 0, ...again });
    });
    return { finished: [], freed };
  }

  function recover(work: ClaimedWork, error: unknown): (tx: Db) => Promise<void> {
    if (!stopping.signal.aborted) {
      logger.error({ kind: work.kind, id: work.id, attempt: work.attempts, error }, 'work failed and is tried again');
    }
    const backoffMs = Math.min(LONGEST_BACKOFF_MS, 250 * 2 ** Math.min(work.attempts, 10));
    const again = { runAt: clock.now() + backoffMs, version: work.version };
    const lastError = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return (tx) => freeWork(tx, work.id, owner, { lastError, again });
  }

  function heartbeat({ items }: Job): () => void {
    const ids = items.map(({ id }) => id);
    let cancel = () => {};
    const next = () => {
      cancel = clock.after(HEARTBEAT_MS, () => {
        extendLeases(database, ids, owner, clock.now() + LEASE_MS).then(next, next);
      });
    };
    next();
    return () => cancel();
  }

  return {
    wakeAt,
    start(workers: readonly Worker[]) {
      for (const worker of workers) byKind.set(worker.kind, worker);
      wake();
    },
    async stop() {
      stopping.abort();
      cancelTimer();
      await looking;
      await within(clock, stopPatienceMs, Promise.all(running.values()));
      for (const { kind, items } of running.keys()) {
        const ids = items.map(({ id }) => id);
        logger.error({ kind, ids }, 'work did not return when the server stopped; it is begun again at the next start');
      }
      await settleApart(settlements);
    },
  };
}

const concurrencyOf = (worker: Worker) => ('batch' in worker ? 1 : (worker.concurrency ?? DEFAULT_CONCURRENCY));

async function within(clock: Clock, patienceMs: number, work: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(patienceMs, resolve);
  });
  await Promise.race([work, late]);
  cancel();
}

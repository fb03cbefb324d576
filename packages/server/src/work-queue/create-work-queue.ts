import type { Database } from '../database/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Ids } from '../platform/ids.ts';
import type { Logger } from '../platform/logger.ts';
import {
  type ClaimedWork,
  claimWork,
  deleteWaitingWork,
  extendLease,
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
const DEFAULT_CONCURRENCY = 8;
const LONGEST_BACKOFF_MS = 60_000;

export interface RunningWorkQueue extends WorkQueue {
  /** Begins to hand items to `workers`. */
  start(workers: readonly Worker[]): Promise<void>;
  /** Takes no more items, tells the running handlers to return, and waits for them. */
  stop(): Promise<void>;
}

export interface WorkQueueParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

export function createWorkQueue(parts: WorkQueueParts): RunningWorkQueue {
  const { database, clock, ids } = parts;
  const owner = ids.uuid();
  const loop = createLoop(parts, owner);
  let sequence = 0;
  return {
    async enqueue(tx, item) {
      sequence = Math.max(sequence + 1, clock.now() * 1000);
      await insertWork(tx, { ...item, id: item.id ?? ids.uuid(), runAt: item.runAt ?? clock.now() }, sequence);
      tx.afterCommit(loop.wake);
    },
    cancel: deleteWaitingWork,
    async start(workers) {
      if (database.dialect === 'sqlite') await freeAllWork(database);
      loop.start(workers);
    },
    stop: loop.stop,
  };
}

/** The claiming loop: wakes on a local enqueue, at the next due time, and once a second for what others wrote. */
function createLoop({ database, clock, logger }: WorkQueueParts, owner: string) {
  const stopping = new AbortController();
  const running = new Map<ClaimedWork, Promise<void>>();
  const byKind = new Map<string, Worker>();
  let cancelTimer = () => {};
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  const freeKinds = () => {
    const busy = new Map<string, number>();
    for (const { kind } of running.keys()) busy.set(kind, (busy.get(kind) ?? 0) + 1);
    const isFree = (worker: Worker) => (busy.get(worker.kind) ?? 0) < (worker.concurrency ?? DEFAULT_CONCURRENCY);
    return [...byKind.values()].filter(isFree).map((worker) => worker.kind);
  };

  async function lookOnce(): Promise<void> {
    for (;;) {
      const kinds = freeKinds();
      if (kinds.length === 0 || stopping.signal.aborted) return;
      const now = clock.now();
      const work = await claimWork(database, { kinds, owner, now, leaseUntil: now + LEASE_MS });
      if (!work) return arm(await nextDue(database, kinds));
      // Told to stop while the claim was under way: the item is the next process's.
      if (stopping.signal.aborted) return await freeWork(database, work.id, owner, { attempts: work.attempts - 1 });
      running.set(work, run(work));
    }
  }

  function arm(due: number | undefined) {
    cancelTimer();
    const wait = Math.min(LOOK_EVERY_MS, Math.max(due === undefined ? LOOK_EVERY_MS : due - clock.now(), 1));
    cancelTimer = clock.after(wait, wake);
  }

  function wake() {
    if (byKind.size === 0 || stopping.signal.aborted) return;
    lookAgain = true;
    looking ??= look();
  }

  async function look() {
    while (lookAgain && !stopping.signal.aborted) {
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

  async function run(work: ClaimedWork): Promise<void> {
    const beat = heartbeat(work);
    try {
      const worker = byKind.get(work.kind);
      const context = { signal: stopping.signal, attempt: work.attempts };
      const result = await worker?.handle(work.payload as never, context);
      await settle(work, result ?? undefined);
    } catch (error) {
      await recover(work, error);
    } finally {
      beat();
      running.delete(work);
      wake();
    }
  }

  /** Whatever a handler that was told to stop returned, its item is kept for the next process. */
  function settle(work: ClaimedWork, result: RunAgain | undefined): Promise<void> {
    if (result) {
      const again = { runAt: clock.now() + result.again.afterMs, version: work.version };
      return freeWork(database, work.id, owner, { attempts: 0, again });
    }
    if (stopping.signal.aborted) return freeWork(database, work.id, owner, { attempts: 0 });
    return finishWork(database, work, owner);
  }

  async function recover(work: ClaimedWork, error: unknown): Promise<void> {
    if (!stopping.signal.aborted) {
      logger.error({ kind: work.kind, id: work.id, attempt: work.attempts, error }, 'work failed and is tried again');
    }
    const backoffMs = Math.min(LONGEST_BACKOFF_MS, 250 * 2 ** Math.min(work.attempts, 10));
    const again = { runAt: clock.now() + backoffMs, version: work.version };
    const lastError = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await freeWork(database, work.id, owner, { lastError, again }).catch((fault: unknown) => {
      logger.error({ error: fault }, 'giving work back failed; its lease will run out');
    });
  }

  function heartbeat(work: ClaimedWork): () => void {
    let cancel = () => {};
    const next = () => {
      cancel = clock.after(HEARTBEAT_MS, () => {
        extendLease(database, work.id, owner, clock.now() + LEASE_MS).then(next, next);
      });
    };
    next();
    return () => cancel();
  }

  return {
    wake,
    start(workers: readonly Worker[]) {
      for (const worker of workers) byKind.set(worker.kind, worker);
      wake();
    },
    async stop() {
      stopping.abort();
      cancelTimer();
      await looking;
      await Promise.all(running.values());
    },
  };
}

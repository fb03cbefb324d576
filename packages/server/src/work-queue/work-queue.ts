import type { Db } from '../database/database.ts';

/** Work to do after the answer was sent: a row, written in the same transaction as what caused it. */
export interface WorkItem<Payload = unknown> {
  readonly kind: string;
  /**
   * Names the row. Enqueueing the same id again while it waits brings its time forward and replaces its payload;
   * while it runs, it makes it run once more afterwards. Left out, every item is its own row.
   */
  readonly id?: string;
  /** Items of one key run one at a time, in the order they fell due. */
  readonly key?: string;
  readonly payload: Payload;
  /** Earliest start, in milliseconds since the epoch; at once when left out. */
  readonly runAt?: number;
}

/** What a handler says when it is not finished: run again with the same payload after `afterMs`. */
export interface RunAgain {
  readonly again: { readonly afterMs: number };
}

export interface WorkContext {
  /** Aborts when the server stops: return soon and the item runs again in the next process. */
  readonly signal: AbortSignal;
  /** 1 on the first try. */
  readonly attempt: number;
}

/** Does one kind of work. It may run twice for one item, also at the same time as its dying predecessor. */
export type Worker<Payload = never> = SingleWorker<Payload> | BatchWorker<Payload>;

export interface SingleWorker<Payload = never> {
  readonly kind: string;
  /** How many items this process handles at once; 8 when left out. */
  readonly concurrency?: number;
  handle(payload: Payload, context: WorkContext): Promise<RunAgain | undefined | void>;
}

/** For many small items: takes what waits in one go, in the order it fell due. After a failure each item is tried again alone. */
export interface BatchWorker<Payload> {
  readonly kind: string;
  /** The most items of one go. */
  readonly batch: number;
  handleAll(payloads: readonly Payload[], context: WorkContext): Promise<void>;
}

export interface WorkQueue {
  enqueue(tx: Db, item: WorkItem): Promise<void>;
  /** Takes a waiting item back; one that runs already is not stopped. */
  cancel(tx: Db, id: string): Promise<void>;
}

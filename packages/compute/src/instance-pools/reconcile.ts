import type { News } from '@codeyard/engine/instance-pools/effect';
import type { Pool, SchedulerSettings } from '@codeyard/engine/instance-pools/pool';
import type { InstanceApi } from './instance-api.ts';
import type { PoolStore } from './pool-store.ts';

export interface SchedulerParts {
  readonly store: PoolStore;
  readonly api: InstanceApi;
  readonly settings: SchedulerSettings;
  /** By name, as they are defined now. */
  readonly pools: Readonly<Record<string, Pool>>;
  /** Tells a build's flow; may be called twice with the same news. It throws when the flow must be told again, not when there is none. */
  readonly tell: (news: News) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 16 random letters or digits. */
  readonly newSeed: () => string;
  /** A fault that was survived, for the log. */
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

export interface Reconciled {
  /** When something will be due without any event; undefined when nothing is. */
  readonly nextLookAt?: number;
  /** Another scheduler was faster each time: reconcile again. */
  readonly isLost: boolean;
}

/**
 * Makes what is be what the pools and requests ask for: loads, looks, plans, saves what is intended, acts, saves what came of it. It may
 * run twice, several times at once, and die between any two lines. `notices` are ids of instances that an event says will be interrupted.
 */
export async function reconcile(_parts: SchedulerParts, _notices: readonly string[] = []): Promise<Reconciled> {
  return { isLost: false };
}

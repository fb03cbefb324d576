import type { BuildRequest, PoolState } from '@codeyard/engine/instance-pools/pool-state';
import type { Usage } from '@codeyard/engine/instance-pools/usage';

/**
 * Where the state of all pools of an installation is kept. Schedulers save only on top of what they loaded; a flow changes its own request
 * at any time. Whoever loses loads again.
 */
export interface PoolStore {
  load(): Promise<StoredPools>;
  /**
   * Saves what differs, and the usages, in transactions of which each leaves a whole state. Undefined when something of it was changed
   * by another since it was loaded: some of it may have been saved.
   */
  save(before: StoredPools, after: PoolState, usages: readonly Usage[]): Promise<StoredPools | undefined>;
  findRequest(id: string): Promise<StoredRequest | undefined>;
  /** False when it was changed by another since it was found; `before` is undefined for a new one. */
  saveRequest(before: StoredRequest | undefined, after: BuildRequest): Promise<boolean>;
  /** All that ended in a time. */
  usages(from: number, until: number): Promise<readonly Usage[]>;
}

/** A state with the versions of its rows. */
export interface StoredPools {
  readonly state: PoolState;
  /** By kind and key of row, and of the whole under `ledger`. */
  readonly versions: Readonly<Record<string, number>>;
}

export interface StoredRequest {
  readonly request: BuildRequest;
  readonly version: number;
}

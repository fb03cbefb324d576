import type { PoolStore, StoredPools, StoredRequest } from '@codeyard/compute/instance-pools/pool-store';
import { type BuildRequest, EMPTY_POOL_STATE, type PoolState } from '@codeyard/engine/instance-pools/pool-state';
import type { Db } from '../../../database/database.ts';

interface Tables {
  codebuild_fleets: { id: string; pool: string; pool_version: number };
}

const fleets = (db: Db) => db.tables<Tables>();
const VERSION = 'pool';

/**
 * The scheduler's state of one fleet, which is one row with one version. Over an open transaction it keeps the row from others until that
 * ends. A fleet that is gone has an empty state, and nothing of it is saved.
 */
export function fleetPoolStore(db: Db, fleet: string, isInTransaction = false): PoolStore {
  const load = async (): Promise<StoredPools> => {
    const query = fleets(db).selectFrom('codebuild_fleets').select(['pool', 'pool_version']).where('id', '=', fleet);
    const isLocked = isInTransaction && db.dialect === 'postgres';
    const row = await (isLocked ? query.forUpdate() : query).executeTakeFirst();
    if (!row) return { state: EMPTY_POOL_STATE, versions: {} };
    return { state: JSON.parse(row.pool) as PoolState, versions: { [VERSION]: row.pool_version } };
  };
  const save = async (version: number | undefined, state: PoolState): Promise<StoredPools | undefined> => {
    if (version === undefined) return undefined;
    const result = await fleets(db)
      .updateTable('codebuild_fleets')
      .set({ pool: JSON.stringify(state), pool_version: version + 1 })
      .where('id', '=', fleet)
      .where('pool_version', '=', version)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n ? { state, versions: { [VERSION]: version + 1 } } : undefined;
  };
  return {
    load,
    async save(before, after) {
      if (JSON.stringify(before.state) === JSON.stringify(after)) return before;
      return await save(before.versions[VERSION], after);
    },
    async findRequest(id): Promise<StoredRequest | undefined> {
      const { state, versions } = await load();
      const request = state.requests[id];
      return request && { request, version: versions[VERSION] ?? 0 };
    },
    async saveRequest(before, after: BuildRequest) {
      const { state, versions } = await load();
      const version = versions[VERSION];
      if (before ? before.version !== version : state.requests[after.id] !== undefined) return false;
      return (await save(version, { ...state, requests: { ...state.requests, [after.id]: after } })) !== undefined;
    },
    // Slots cost nothing.
    usages: async () => [],
  };
}

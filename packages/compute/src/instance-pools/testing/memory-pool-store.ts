import { type BuildRequest, EMPTY_POOL_STATE, type PoolState } from '@codeyard/engine/instance-pools/pool-state';
import type { Usage } from '@codeyard/engine/instance-pools/usage';
import { chunkGroups } from '../chunk-groups.ts';
import type { PoolStore, StoredPools } from '../pool-store.ts';
import { groupChanges } from '../save-groups.ts';

interface Row {
  readonly version: number;
  readonly body: string;
}

/** A store in memory that keeps the promises of `PoolStore`. `onWrite` is called before every transaction and may throw: the scheduler dies there. */
export class MemoryPoolStore implements PoolStore {
  onWrite: () => void = () => {};
  readonly rows = new Map<string, Row>();
  readonly used = new Map<string, Usage>();

  get state(): PoolState {
    return this.read().state;
  }

  async load(): Promise<StoredPools> {
    return this.read();
  }

  async save(before: StoredPools, after: PoolState, usages: readonly Usage[]): Promise<StoredPools | undefined> {
    const groups = groupChanges(before.state, after, usages);
    if (groups.length === 0 && JSON.stringify(before.state.ledger) === JSON.stringify(after.ledger)) return before;
    const versions: Record<string, number> = { ...before.versions };
    for (const parts of chunkGroups(groups)) {
      this.onWrite();
      const changes = [
        { row: 'ledger', body: after.ledger as unknown },
        ...parts.flatMap((part) => (part.type === 'row' ? [{ row: part.row, body: part.body }] : [])),
      ];
      if (changes.some(({ row }) => (this.rows.get(row)?.version ?? 0) !== (versions[row] ?? 0))) return undefined;
      for (const { row, body } of changes) {
        const version = (versions[row] ?? 0) + 1;
        if (body === undefined) this.rows.delete(row);
        else this.rows.set(row, { version, body: JSON.stringify(body) });
        if (body === undefined) delete versions[row];
        else versions[row] = version;
      }
      for (const part of parts)
        if (part.type === 'usage') this.used.set(`${part.usage.kind}/${part.usage.id}`, part.usage);
    }
    return { state: after, versions };
  }

  async findRequest(id: string) {
    const row = this.rows.get(`request/${id}`);
    return row && { request: JSON.parse(row.body) as BuildRequest, version: row.version };
  }

  async saveRequest(before: { version: number } | undefined, after: BuildRequest): Promise<boolean> {
    const row = `request/${after.id}`;
    const version = before?.version ?? 0;
    if ((this.rows.get(row)?.version ?? 0) !== version) return false;
    this.rows.set(row, { version: version + 1, body: JSON.stringify(after) });
    return true;
  }

  async usages(from: number, until: number): Promise<readonly Usage[]> {
    return [...this.used.values()].filter((usage) => usage.until >= from && usage.until < until);
  }

  private read(): StoredPools {
    const parts = { instance: {}, launch: {}, request: {} } as Record<string, Record<string, unknown>>;
    const versions: Record<string, number> = {};
    let ledger = EMPTY_POOL_STATE.ledger;
    for (const [row, { version, body }] of this.rows) {
      versions[row] = version;
      const [kind = '', ...key] = row.split('/');
      const part = parts[kind];
      if (part) part[key.join('/')] = JSON.parse(body);
      else ledger = JSON.parse(body);
    }
    const { instance, launch, request } = parts;
    return { state: { instances: instance, launches: launch, requests: request, ledger } as PoolState, versions };
  }
}

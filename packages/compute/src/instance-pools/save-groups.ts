import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';
import type { Usage } from '@codeyard/engine/instance-pools/usage';

/** One row that is to be written; without a body it is to go. */
export interface RowChange {
  /** `instance/…`, `launch/…` or `request/…`. */
  readonly row: string;
  readonly body?: unknown;
}

/** What must be saved all together or not at all. */
export interface SaveGroup {
  readonly rows: readonly RowChange[];
  readonly usages: readonly Usage[];
}

const KINDS = { instances: 'instance', launches: 'launch', requests: 'request' } as const;

export const rowOf = (kind: keyof typeof KINDS, key: string) => `${KINDS[kind]}/${key}`;

/**
 * What differs between two states, in groups that are each whole: a lease with its request, a launch with the instances that it is to bring,
 * a usage with the instance whose it was. A group has at most a launch of 50 and its instances.
 */
export function groupChanges(before: PoolState, after: PoolState, usages: readonly Usage[]): SaveGroup[] {
  const changes = new Map<string, RowChange>();
  for (const kind of ['instances', 'launches', 'requests'] as const) {
    for (const row of changedRows(kind, before, after)) changes.set(row.row, row);
  }
  const ties = new Ties();
  tie(ties, { before, after, changes });
  const groups = new Map<string, { rows: RowChange[]; usages: Usage[] }>();
  const groupOf = (row: string) => {
    const root = ties.rootOf(row);
    const group = groups.get(root) ?? { rows: [], usages: [] };
    groups.set(root, group);
    return group;
  };
  for (const change of changes.values()) groupOf(change.row).rows.push(change);
  for (const usage of usages) groupOf(rowOf('instances', usage.instance)).usages.push(usage);
  return [...groups.values()];
}

function changedRows(kind: keyof typeof KINDS, before: PoolState, after: PoolState): RowChange[] {
  const [old, now]: [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>] = [
    before[kind],
    after[kind],
  ];
  const written = Object.entries(now).filter(([key, body]) => isChanged(old[key], body));
  const gone = Object.keys(old).filter((key) => now[key] === undefined);
  return [
    ...written.map(([key, body]) => ({ row: rowOf(kind, key), body })),
    ...gone.map((key) => ({ row: rowOf(kind, key) })),
  ];
}

const isChanged = (before: unknown, after: unknown): boolean =>
  before !== after && JSON.stringify(before) !== JSON.stringify(after);

interface Difference {
  readonly before: PoolState;
  readonly after: PoolState;
  readonly changes: ReadonlyMap<string, RowChange>;
}

function tie(ties: Ties, { before, after, changes }: Difference): void {
  for (const state of [before, after]) {
    for (const { key, lease } of Object.values(state.instances)) {
      if (lease) ties.tie(changes, rowOf('instances', key), rowOf('requests', lease.request));
    }
    for (const { token, count } of Object.values(state.launches)) {
      // A launch that is only asked for again has nothing to do with what it brought.
      if (before.launches[token] && after.launches[token]) continue;
      for (let index = 0; index < count; index += 1) {
        ties.tie(changes, rowOf('launches', token), rowOf('instances', `${token}.${index}`));
      }
    }
  }
}

/** Rows that belong together, by one of them. */
class Ties {
  private readonly parents = new Map<string, string>();

  rootOf(row: string): string {
    let root = row;
    for (let parent = this.parents.get(root); parent !== undefined; parent = this.parents.get(root)) root = parent;
    return root;
  }

  tie(changes: ReadonlyMap<string, RowChange>, one: string, other: string): void {
    if (!changes.has(one) || !changes.has(other)) return;
    const [root, otherRoot] = [this.rootOf(one), this.rootOf(other)];
    if (root !== otherRoot) this.parents.set(otherRoot, root);
  }
}

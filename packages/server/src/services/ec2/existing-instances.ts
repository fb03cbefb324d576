import type { Db } from '../../database/database.ts';
import { instancesNotFound, malformedInstance } from './errors.ts';
import type { Parts } from './parts.ts';
import type { Instance } from './rules/instance.ts';
import { listInstances, lockInstance } from './store/instances.ts';

const INSTANCE_ID = /^i-[0-9a-f]{8}([0-9a-f]{9})?$/;

/** Instances in the order of their launch; those that the fault script hides are not there yet. */
export async function visibleInstances(
  db: Db,
  parts: Parts,
  ids: readonly string[] | undefined,
): Promise<readonly Instance[]> {
  checkIds(ids ?? []);
  const found = (await listInstances(db, ids)).filter((instance) => isVisible(parts, instance));
  const missing = (ids ?? []).filter((id) => !found.some((instance) => instance.id === id));
  if (missing.length > 0) throw instancesNotFound(missing);
  return found;
}

/** Instances that a request changes, kept from others; all of them or none. */
export async function lockInstances(tx: Db, parts: Parts, ids: readonly string[]): Promise<Instance[]> {
  checkIds(ids);
  const found = new Map<string, Instance>();
  for (const id of [...new Set(ids)].sort()) {
    const instance = await lockInstance(tx, id);
    if (instance && isVisible(parts, instance)) found.set(id, instance);
  }
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0) throw instancesNotFound(missing);
  return [...new Set(ids)].map((id) => found.get(id)).filter((instance) => instance !== undefined);
}

function checkIds(ids: readonly string[]): void {
  for (const id of ids) if (!INSTANCE_ID.test(id)) throw malformedInstance(id);
}

const isVisible = ({ faults, clock }: Parts, { createdAt }: Instance) =>
  clock.now() >= createdAt + faults.visibleAfterMs;

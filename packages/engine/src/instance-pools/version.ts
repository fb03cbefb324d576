import type { Pool } from './pool.ts';
import type { PoolInstance } from './pool-state.ts';

/**
 * Stamp of what a pool's instances are made of: 16 hexadecimal digits (FNV-1a). Where they run and how many there are is no part of it,
 * so a further instance type or subnet replaces nothing.
 */
export function versionOf(pool: Pool): string {
  const { image, instanceProfile, keyName, userData, volumeGib, rootDevice, hibernates } = pool;
  const securityGroups = [...pool.securityGroups].sort();
  const made = { image, instanceProfile, securityGroups, keyName, userData, volumeGib, rootDevice, hibernates };
  return fingerprint(JSON.stringify(made));
}

/** Whether an instance is not what its pool would launch today. */
export function isStale(instance: PoolInstance, pool: Pool, version = versionOf(pool)): boolean {
  return (
    instance.version !== version ||
    !pool.instanceTypes.includes(instance.type) ||
    (pool.subnets.length > 0 && !pool.subnets.includes(instance.subnet))
  );
}

function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

import { isStuck } from '@codeyard/engine/instance-pools/due-effects';
import type { PoolState } from '@codeyard/engine/instance-pools/pool-state';
import type { SchedulerParts } from './reconcile.ts';

/** Says what a person should look at, when it begins: launches that a quota or failures stopped, and instances that cannot be ended. */
export function raiseAlarms({ warn }: Pick<SchedulerParts, 'warn'>, before: PoolState, after: PoolState): void {
  for (const [what, { openUntil, failures, code, message }] of Object.entries(after.ledger.breakers)) {
    if (openUntil === undefined || before.ledger.breakers[what]?.openUntil === openUntil) continue;
    warn('launches are stopped', { what, failures, code, message, until: new Date(openUntil).toISOString() });
  }
  for (const instance of Object.values(after.instances)) {
    const known = before.instances[instance.key];
    if (!isStuck(instance) || (known && isStuck(known))) continue;
    const { instanceId, pool, tries, reason } = instance;
    warn('an instance cannot be ended', { instance: instanceId, pool, tries, reason });
  }
}

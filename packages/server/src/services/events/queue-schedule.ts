import { nextFiring, parseSchedule } from '@codeyard/engine/cron/schedule';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { type Rule, upsertRule } from './store/rules.ts';

export const FIRE_SCHEDULE = 'events.fire-schedule';

/** Saves a rule and queues, or takes back, what its schedule needs. */
export async function saveRuleAndSchedule(tx: Db, { queue, clock }: Parts, rule: Rule): Promise<void> {
  const id = `${FIRE_SCHEDULE}:${rule.bus}/${rule.name}`;
  const schedule = rule.schedule === undefined ? undefined : parseSchedule(rule.schedule);
  const now = clock.now();
  const firesAt = schedule && rule.state !== 'DISABLED' ? nextFiring(schedule, now, now) : undefined;
  await upsertRule(tx, { ...rule, scheduledFrom: schedule && now, firesAt });
  if (firesAt === undefined) return await queue.cancel(tx, id);
  await queue.enqueue(tx, { kind: FIRE_SCHEDULE, id, payload: { bus: rule.bus, rule: rule.name }, runAt: firesAt });
}

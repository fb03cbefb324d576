import { nextFiring, parseSchedule } from '@codeyard/engine/cron/schedule';
import type { Db } from '../../../database/database.ts';
import type { RunAgain, Worker } from '../../../work-queue/work-queue.ts';
import type { Parts } from '../parts.ts';
import { queueDeliveries } from '../queue-deliveries.ts';
import { FIRE_SCHEDULE } from '../queue-schedule.ts';
import { ruleArn } from '../rules/arns.ts';
import { newEvent } from '../rules/event.ts';
import { lockRule, type Rule, upsertRule } from '../store/rules.ts';

/**
 * Sends a scheduled rule's event when it is due and waits for the next time. The event and the next time are saved in one
 * transaction, so each time fires once; times missed while the server was down fire once, at its start.
 */
export function fireScheduleWorker(parts: Parts): Worker<{ bus: string; rule: string }> {
  return {
    kind: FIRE_SCHEDULE,
    handle: ({ bus, rule }) =>
      parts.database.transaction(async (tx) => {
        const found = await lockRule(tx, bus, rule);
        return found ? await fireIfDue(tx, parts, found) : undefined;
      }),
  };
}

async function fireIfDue(tx: Db, parts: Parts, rule: Rule): Promise<RunAgain | undefined> {
  const now = parts.clock.now();
  const schedule = rule.schedule === undefined ? undefined : parseSchedule(rule.schedule);
  if (!schedule || rule.firesAt === undefined || rule.scheduledFrom === undefined) return undefined;
  if (rule.firesAt > now) return { again: { afterMs: rule.firesAt - now } };
  const firesAt = nextFiring(schedule, rule.scheduledFrom, now);
  await upsertRule(tx, { ...rule, firesAt });
  await queueDeliveries(tx, parts, { bus: rule.bus, rule: rule.name }, scheduledEvent(parts, rule, rule.firesAt));
  return firesAt === undefined ? undefined : { again: { afterMs: firesAt - now } };
}

function scheduledEvent(parts: Parts, rule: Rule, time: number) {
  const { account, region, ids } = parts;
  return newEvent({
    id: ids.uuid(),
    account,
    region,
    source: 'aws.events',
    detailType: 'Scheduled Event',
    time,
    resources: [ruleArn(parts, rule.bus, rule.name)],
    detail: {},
  });
}

import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { matchesEventPattern } from '@codeyard/engine/event-pattern/match-event-pattern';
import { parseEventPattern } from '@codeyard/engine/event-pattern/parse-event-pattern';
import type { Db } from '../../../database/database.ts';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { invalid } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { queueDeliveries } from '../queue-deliveries.ts';
import { readBusName } from '../rules/arns.ts';
import { checkEntry, type EntryProblem, entryBytes, LARGEST_REQUEST_BYTES } from '../rules/check-entry.ts';
import { type BusEvent, newEvent } from '../rules/event.ts';
import { findBus } from '../store/buses.ts';
import { findListeningRules } from '../store/rules.ts';

type Entry = InputOf<PutEventsCommand>['Entries'][number];

/** Takes what it can of the entries and says of each other why not; what was taken is queued for every matching target. */
export const putEvents = operation<PutEventsCommand, Parts>('PutEvents', async (input, parts) => {
  const bytes = input.Entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes >= LARGEST_REQUEST_BYTES) {
    throw invalid('Total size of the entries in the request is over the limit.');
  }
  const fromService = parts.request.caller.kind === 'service';
  const Entries: (EntryProblem | { EventId: string })[] = [];
  await parts.database.transaction(async (tx) => {
    for (const entry of input.Entries) {
      const taken = await takeEntry(tx, parts, entry, fromService);
      Entries.push(taken);
    }
  });
  return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
});

async function takeEntry(tx: Db, parts: Parts, entry: Entry, fromService: boolean) {
  const checked = checkEntry(entry, fromService);
  if ('ErrorCode' in checked) return checked;
  const bus = readBusName(parts, entry.EventBusName);
  if (bus === undefined || !(await findBus(tx, bus))) {
    return {
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Event bus ${entry.EventBusName} does not exist.`,
    };
  }
  const { account, region, ids, clock } = parts;
  const event = newEvent({
    ...checked,
    id: ids.uuid(),
    account,
    region,
    time: entry.Time?.getTime() ?? clock.now(),
    resources: entry.Resources ?? [],
  });
  for (const rule of await findMatchingRules(tx, bus, event)) await queueDeliveries(tx, parts, { bus, rule }, event);
  return { EventId: event.id };
}

async function findMatchingRules(tx: Db, bus: string, event: BusEvent): Promise<string[]> {
  const rules = await findListeningRules(tx, bus);
  const matches = ({ pattern }: { pattern: string }) => {
    const parsed = parseEventPattern(pattern);
    return parsed.pattern !== undefined && matchesEventPattern(parsed.pattern, { ...event });
  };
  return rules.filter(matches).map((rule) => rule.name);
}

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
    const buses = new Map<string, Promise<Listener[] | undefined>>();
    const listenersOf = (bus: string) => {
      const listeners = buses.get(bus) ?? findListeners(tx, bus);
      buses.set(bus, listeners);
      return listeners;
    };
    for (const entry of input.Entries) Entries.push(await takeEntry(tx, parts, { entry, fromService, listenersOf }));
  });
  return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
});

interface Listener {
  readonly rule: string;
  matches(event: BusEvent): boolean;
}

/** The enabled rules of a bus; undefined when there is no such bus. */
async function findListeners(tx: Db, bus: string): Promise<Listener[] | undefined> {
  if (!(await findBus(tx, bus))) return undefined;
  const rules = await findListeningRules(tx, bus);
  return rules.map(({ name, pattern }) => {
    const parsed = parseEventPattern(pattern);
    const matches = (event: BusEvent) =>
      parsed.pattern !== undefined && matchesEventPattern(parsed.pattern, { ...event });
    return { rule: name, matches };
  });
}

interface Taking {
  readonly entry: Entry;
  readonly fromService: boolean;
  listenersOf(bus: string): Promise<Listener[] | undefined>;
}

async function takeEntry(tx: Db, parts: Parts, { entry, fromService, listenersOf }: Taking) {
  const checked = checkEntry(entry, fromService);
  if ('ErrorCode' in checked) return checked;
  const bus = readBusName(parts, entry.EventBusName);
  const listeners = bus === undefined ? undefined : await listenersOf(bus);
  if (bus === undefined || !listeners) {
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
  for (const { rule, matches } of listeners) {
    if (matches(event)) await queueDeliveries(tx, parts, { bus, rule }, event);
  }
  return { EventId: event.id };
}

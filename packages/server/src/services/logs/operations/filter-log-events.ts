import type { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import type { StoredLogEvent } from '../../../logs-store/log-event.ts';
import { readForward } from '../../../logs-store/store.ts';
import { pageToken, readPageToken } from '../../../platform/pagination.ts';
import { groupNameOf } from '../describe.ts';
import { invalid, invalidToken } from '../errors.ts';
import { findExistingGroup } from '../find-group.ts';
import { parseFilterPattern } from '../rules/filter-pattern.ts';
import { type LogStream, listStreamsByName } from '../store.ts';

const LARGEST_PAGE = 10_000;
const LARGEST_PAGE_BYTES = 1_048_576;
const MOST_STREAMS = 10_000;

/** Where a page ended: events are ordered by time, then stream, then place. */
interface Place {
  readonly time: number;
  readonly stream: string;
  readonly place: number;
}

interface FoundEvent extends StoredLogEvent {
  readonly stream: LogStream;
}

export const filterLogEvents = operation<FilterLogEventsCommand, ServiceContext>(
  'FilterLogEvents',
  async (input, { database }) => {
    const groupName = groupNameOf(input);
    await findExistingGroup(database, groupName);
    const matches = parseFilterPattern(input.filterPattern ?? '');
    if (!matches) throw invalid('Invalid filter pattern');
    const { logStreamNames: names, logStreamNamePrefix: prefix, nextToken } = input;
    if (names && prefix !== undefined) {
      throw invalid('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
    }
    const listing = `FilterLogEvents ${JSON.stringify([groupName, names, prefix, input.filterPattern, input.startTime, input.endTime])}`;
    const after = nextToken === undefined ? undefined : readPageToken<Place>(listing, nextToken);
    if (nextToken !== undefined && !after) throw invalidToken();
    const since = Math.max(after?.time ?? 0, input.startTime ?? 0);
    const streams = await listStreamsByName(database, {
      groupName,
      since,
      limit: MOST_STREAMS,
      ...(names ? { names } : {}),
      ...(prefix === undefined ? {} : { prefix }),
    });
    const limit = input.limit ?? LARGEST_PAGE;
    const until = input.endTime === undefined ? {} : { until: input.endTime };
    const found: FoundEvent[] = [];
    for (const stream of streams) {
      const window = { streamId: stream.id, from: 0, to: stream.events - 1, since, ...until };
      // A stream that the last page ended in may begin with events of the same millisecond that were given already.
      const given = after && stream.name === after.stream ? after.place + 1 : 0;
      const events = await readForward(database, {
        ...window,
        limit: limit + given + 1,
        maxBytes: LARGEST_PAGE_BYTES * 2,
      });
      for (const event of events) if (isAfter(event, stream, after)) found.push({ ...event, stream });
    }
    const page = found.sort(byPlace).slice(0, limit);
    const last = page.at(-1);
    const more = last && found.length > limit;
    return {
      events: page.filter((event) => matches(event.message)).map(describeEvent),
      searchedLogStreams: [],
      ...(more ? { nextToken: pageToken(listing, placeOf(last)) } : {}),
    };
  },
);

const placeOf = (event: FoundEvent): Place => ({
  time: event.timestamp,
  stream: event.stream.name,
  place: event.place,
});

function isAfter(event: StoredLogEvent, stream: LogStream, after: Place | undefined): boolean {
  if (!after || event.timestamp !== after.time) return !after || event.timestamp > after.time;
  if (stream.name !== after.stream) return stream.name > after.stream;
  return event.place > after.place;
}

function byPlace(a: FoundEvent, b: FoundEvent): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  if (a.stream.name !== b.stream.name) return a.stream.name < b.stream.name ? -1 : 1;
  return a.place - b.place;
}

const ID_DIGITS = 12;

function describeEvent(event: FoundEvent) {
  const stream = Number.parseInt(event.stream.id.replaceAll('-', '').slice(0, 9), 16);
  const digits = (value: number) => String(value).padStart(ID_DIGITS, '0');
  return {
    logStreamName: event.stream.name,
    timestamp: event.timestamp,
    message: event.message,
    ingestionTime: event.ingestedAt,
    eventId: `${digits(event.timestamp)}${digits(stream)}${digits(event.place)}`,
  };
}

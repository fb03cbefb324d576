import type { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { readBackward, readForward } from '../../../logs-store/store.ts';
import { groupNameOf } from '../describe.ts';
import { invalidToken, streamNotFound } from '../errors.ts';
import { findExistingGroup } from '../find-group.ts';
import { findStream } from '../store.ts';

const LARGEST_PAGE = 10_000;
const LARGEST_PAGE_BYTES = 1_048_576;

/** `f/<place>` goes on from a place, `b/<place>` goes back from one. */
const TOKEN = /^([fb])\/(-?\d{1,15})$/;

/**
 * Events come in the order they were put. At the end of a stream the forward token stays the same, which is how clients
 * know that they have everything for now.
 */
export const getLogEvents = operation<GetLogEventsCommand, ServiceContext>(
  'GetLogEvents',
  async (input, { database }) => {
    const groupName = groupNameOf(input);
    await findExistingGroup(database, groupName);
    const stream = await findStream(database, groupName, input.logStreamName);
    if (!stream) throw streamNotFound();
    const token = input.nextToken === undefined ? undefined : TOKEN.exec(input.nextToken);
    if (token === null) throw invalidToken();
    const forward = token ? token[1] === 'f' : input.startFromHead === true;
    const place = token ? Number(token[2]) : forward ? 0 : stream.events - 1;
    const events = await (forward ? readForward : readBackward)(database, {
      streamId: stream.id,
      from: forward ? place : 0,
      to: forward ? stream.events - 1 : place,
      ...(input.startTime === undefined ? {} : { since: input.startTime }),
      ...(input.endTime === undefined ? {} : { until: input.endTime }),
      limit: input.limit ?? LARGEST_PAGE,
      maxBytes: LARGEST_PAGE_BYTES,
    });
    const [first, last] = [events[0], events.at(-1)];
    return {
      events: events.map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
      nextForwardToken: `f/${last ? last.place + 1 : forward ? place : place + 1}`,
      nextBackwardToken: `b/${first ? first.place - 1 : forward ? place - 1 : place}`,
    };
  },
);

import type { DescribeStackEventsCommand, StackEvent } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { validation } from '../errors.ts';
import { namedStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { listEvents } from '../store/events.ts';

const MOST = 100;

/** Newest first. */
export const describeStackEvents = operation<DescribeStackEventsCommand, Parts>(
  'DescribeStackEvents',
  async ({ StackName = '', NextToken }, { database }) => {
    const stack = await namedStack(database, StackName);
    const listing = `DescribeStackEvents ${stack.id}`;
    const before = NextToken ? readPageToken<number>(listing, NextToken) : undefined;
    if (NextToken && before === undefined) throw validation('NextToken is invalid');
    const found = await listEvents(database, stack.id, { before, limit: MOST + 1 });
    const { rows, nextToken } = cutPage(found, MOST, listing, ({ number }) => number);
    const StackEvents = rows.map(({ event }) => ({
      ...{ StackId: stack.id, EventId: event.id, StackName: stack.name, LogicalResourceId: event.logicalId },
      ...{ PhysicalResourceId: event.physicalId, ResourceType: event.type, Timestamp: new Date(event.at) },
      ResourceStatus: event.status as StackEvent['ResourceStatus'],
      ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
      ...(event.properties === undefined ? {} : { ResourceProperties: event.properties }),
      ...(event.token === undefined ? {} : { ClientRequestToken: event.token }),
    }));
    return { StackEvents, ...(nextToken ? { NextToken: nextToken } : {}) };
  },
);

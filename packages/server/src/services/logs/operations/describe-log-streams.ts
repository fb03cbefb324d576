import type { DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { describeStream, groupNameOf } from '../describe.ts';
import { invalid, invalidToken } from '../errors.ts';
import { findExistingGroup } from '../find-group.ts';
import { listStreamsByLastEvent, listStreamsByName } from '../store.ts';

const LARGEST_PAGE = 50;

interface Place {
  readonly at: number;
  readonly name: string;
}

export const describeLogStreams = operation<DescribeLogStreamsCommand, ServiceContext>(
  'DescribeLogStreams',
  async (input, parts) => {
    const { orderBy = 'LogStreamName', descending = false, logStreamNamePrefix: prefix, nextToken } = input;
    const groupName = groupNameOf(input);
    if (prefix !== undefined && orderBy === 'LastEventTime') {
      throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    await findExistingGroup(parts.database, groupName);
    const listing = `DescribeLogStreams ${groupName} ${orderBy} ${descending} ${prefix ?? ''}`;
    const after = nextToken === undefined ? undefined : readPageToken<Place>(listing, nextToken);
    if (nextToken !== undefined && after === undefined) throw invalidToken();
    const limit = input.limit ?? LARGEST_PAGE;
    const filter = { groupName, descending, limit: limit + 1, ...(prefix === undefined ? {} : { prefix }) };
    const streams =
      orderBy === 'LastEventTime'
        ? await listStreamsByLastEvent(parts.database, { ...filter, ...(after ? { after } : {}) })
        : await listStreamsByName(parts.database, { ...filter, ...(after ? { after: after.name } : {}) });
    const page = cutPage(streams, limit, listing, ({ name, lastEventAt }): Place => ({ name, at: lastEventAt ?? 0 }));
    return {
      logStreams: page.rows.map((stream) => describeStream(parts, stream)),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  },
);

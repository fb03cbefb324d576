import type { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { describeGroup } from '../describe.ts';
import { invalid, invalidToken } from '../errors.ts';
import { listGroups } from '../store.ts';

const LARGEST_PAGE = 50;

export const describeLogGroups = operation<DescribeLogGroupsCommand, ServiceContext>(
  'DescribeLogGroups',
  async (input, parts) => {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: contains, nextToken } = input;
    if (prefix !== undefined && contains !== undefined) {
      throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const listing = `DescribeLogGroups ${prefix ?? ''} ${contains ?? ''}`;
    const after = nextToken === undefined ? undefined : readPageToken<string>(listing, nextToken);
    if (nextToken !== undefined && after === undefined) throw invalidToken();
    const limit = input.limit ?? LARGEST_PAGE;
    const groups = await listGroups(parts.database, {
      limit: limit + 1,
      ...(prefix === undefined ? {} : { prefix }),
      ...(contains === undefined ? {} : { contains }),
      ...(after === undefined ? {} : { after }),
    });
    const page = cutPage(groups, limit, listing, (group) => group.name);
    return {
      logGroups: page.rows.map((group) => describeGroup(parts, group)),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  },
);

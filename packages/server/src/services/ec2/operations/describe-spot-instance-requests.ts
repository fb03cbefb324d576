import type { _InstanceType, DescribeSpotInstanceRequestsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { spotRequestNotFound } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { tagList } from '../rules/describe-instance.ts';
import { compileFilters, type FilterTable } from '../rules/filters.ts';
import { type SpotRequest, spotRequests } from '../store/spot-requests.ts';
import { tagsOf } from '../store/tags.ts';

const FILTERS: FilterTable<SpotRequest> = {
  'spot-instance-request-id': ({ id }) => [id],
  'instance-id': ({ instanceId }) => [instanceId],
  state: ({ state }) => [state],
  'status-code': ({ statusCode }) => [statusCode ?? 'fulfilled'],
};

export const describeSpotInstanceRequests = operation<DescribeSpotInstanceRequestsCommand, Parts>(
  'DescribeSpotInstanceRequests',
  async (input, { database }) => {
    const all = await spotRequests.list(database);
    const ids = input.SpotInstanceRequestIds ?? [];
    for (const id of ids) if (!all.some((request) => request.id === id)) throw spotRequestNotFound(id);
    const passes = compileFilters(input.Filters, FILTERS);
    const tags = await tagsOf(database);
    const isAsked = ({ id }: SpotRequest) => ids.length === 0 || ids.includes(id);
    const found = all.filter((request) => isAsked(request) && passes(request, tags(request.id)));
    const page = listPage(found, input, { listing: 'DescribeSpotInstanceRequests', keyOf: ({ id }) => id });
    return {
      SpotInstanceRequests: page.rows.map(({ id, createdAt, instanceId, state, type, statusCode = 'fulfilled' }) => ({
        SpotInstanceRequestId: id,
        CreateTime: new Date(createdAt),
        InstanceId: instanceId,
        State: state,
        Status: { Code: statusCode },
        Type: 'one-time' as const,
        InstanceInterruptionBehavior: 'terminate' as const,
        LaunchSpecification: { InstanceType: type as _InstanceType },
        Tags: tagList(tags(id)),
      })),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);

import type { DescribeInstanceStatusCommand, SummaryStatus } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { visibleInstances } from '../existing-instances.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { stateOf } from '../rules/describe-instance.ts';
import { compileFilters, type FilterTable } from '../rules/filters.ts';
import { type Instance, STATE_CODES } from '../rules/instance.ts';
import { orderOf } from '../store/instances.ts';

/** A machine of ours is reachable as soon as it runs. */
const statusOf = ({ state }: Instance): SummaryStatus =>
  state === 'running' ? 'ok' : state === 'pending' ? 'initializing' : 'not-applicable';

const FILTERS: FilterTable<Instance> = {
  'instance-state-name': ({ state }) => [state],
  'instance-state-code': ({ state }) => [String(STATE_CODES[state])],
  'availability-zone': ({ zone }) => [zone],
  'instance-status.status': (instance) => [statusOf(instance)],
  'system-status.status': (instance) => [statusOf(instance)],
};

/** Only running instances, unless all are asked for. */
export const describeInstanceStatus = operation<DescribeInstanceStatusCommand, Parts>(
  'DescribeInstanceStatus',
  async (input, parts) => {
    const { InstanceIds: ids, IncludeAllInstances, Filters } = input;
    const passes = compileFilters(Filters, FILTERS);
    const found = await visibleInstances(parts.database, parts, ids?.length ? ids : undefined);
    const wanted = found.filter(
      (instance) => (IncludeAllInstances || instance.state === 'running') && passes(instance, {}),
    );
    const page = listPage(wanted, input, { listing: 'DescribeInstanceStatus', keyOf: orderOf });
    return {
      InstanceStatuses: page.rows.map((instance) => {
        const Status = statusOf(instance);
        const passed = instance.state === 'running' ? ('passed' as const) : ('initializing' as const);
        const summary = {
          Status,
          ...(Status === 'not-applicable' ? {} : { Details: [{ Name: 'reachability' as const, Status: passed }] }),
        };
        return {
          InstanceId: instance.id,
          AvailabilityZone: instance.zone,
          InstanceState: stateOf(instance),
          InstanceStatus: summary,
          SystemStatus: summary,
        } as const;
      }),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);

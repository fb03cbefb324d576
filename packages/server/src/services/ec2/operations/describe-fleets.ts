import type { DescribeFleetsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { describeFleet } from '../describe-fleet.ts';
import { fleetNotFound } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { compileFilters, type FilterTable } from '../rules/filters.ts';
import { type Fleet, fleets } from '../store/fleets.ts';
import { tagsOf } from '../store/tags.ts';

const FILTERS: FilterTable<Fleet> = {
  'fleet-state': ({ state }) => [state],
  type: () => ['instant'],
};

export const describeFleets = operation<DescribeFleetsCommand, Parts>('DescribeFleets', async (input, { database }) => {
  const all = await fleets.list(database);
  const ids = input.FleetIds ?? [];
  for (const id of ids) if (!all.some((fleet) => fleet.id === id)) throw fleetNotFound(id);
  const passes = compileFilters(input.Filters, FILTERS);
  const tags = await tagsOf(database);
  const found = all.filter((fleet) => (ids.length === 0 || ids.includes(fleet.id)) && passes(fleet, tags(fleet.id)));
  const page = listPage(found, input, { listing: 'DescribeFleets', keyOf: ({ id }) => id });
  return {
    Fleets: page.rows.map((fleet) => describeFleet(fleet, tags(fleet.id))),
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
});

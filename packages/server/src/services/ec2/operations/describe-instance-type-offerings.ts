import type { _InstanceType, DescribeInstanceTypeOfferingsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { compileFilters, type FilterTable } from '../rules/filters.ts';
import { INSTANCE_TYPES } from '../rules/instance-types.ts';
import { defaultNetwork } from '../rules/network.ts';

interface Offering {
  readonly type: string;
  readonly location: string;
}

const FILTERS: FilterTable<Offering> = {
  'instance-type': ({ type }) => [type],
  location: ({ location }) => [location],
};

/** Every type is offered everywhere. */
export const describeInstanceTypeOfferings = operation<DescribeInstanceTypeOfferingsCommand, Parts>(
  'DescribeInstanceTypeOfferings',
  async (input, parts) => {
    const { LocationType = 'region' } = input;
    const zones = defaultNetwork(parts).subnets.map(({ zone }) => zone);
    const locations = LocationType === 'region' ? [parts.region] : zones;
    const passes = compileFilters(input.Filters, FILTERS);
    const offerings = [...INSTANCE_TYPES.keys()].flatMap((type) => locations.map((location) => ({ type, location })));
    const found = offerings.filter((offering) => passes(offering, {}));
    const keyOf = ({ type, location }: Offering) => `${type} ${location}`;
    const page = listPage(found, input, { listing: 'DescribeInstanceTypeOfferings', keyOf });
    return {
      InstanceTypeOfferings: page.rows.map(({ type, location }) => ({
        ...{ InstanceType: type as _InstanceType, LocationType, Location: location },
      })),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);

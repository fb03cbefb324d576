import type { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { invalidValue } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** The one region that this server stands for. */
export const describeRegions = operation<DescribeRegionsCommand, Parts>(
  'DescribeRegions',
  async ({ RegionNames = [] }, { region }) => {
    const unknown = RegionNames.filter((name) => name !== region);
    if (unknown.length > 0) throw invalidValue(`Invalid region${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`);
    const Endpoint = `ec2.${region}.amazonaws.com`;
    return { Regions: [{ RegionName: region, Endpoint, OptInStatus: 'opt-in-not-required' }] };
  },
);

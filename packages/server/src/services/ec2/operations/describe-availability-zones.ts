import type { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { compileFilters } from '../rules/filters.ts';
import { defaultNetwork } from '../rules/network.ts';

export const describeAvailabilityZones = operation<DescribeAvailabilityZonesCommand, Parts>(
  'DescribeAvailabilityZones',
  async ({ Filters, ZoneNames = [] }, parts) => {
    const { region } = parts;
    const passes = compileFilters<string>(Filters, {
      'zone-name': (zone) => [zone],
      'region-name': () => [region],
      state: () => ['available'],
      'zone-type': () => ['availability-zone'],
      'opt-in-status': () => ['opt-in-not-required'],
    });
    const zones = defaultNetwork(parts).subnets.map(({ zone }) => zone);
    const found = zones.filter((zone) => (ZoneNames.length === 0 || ZoneNames.includes(zone)) && passes(zone, {}));
    return {
      AvailabilityZones: found.map((zone) => ({
        ...{ ZoneName: zone, ZoneId: `${region}-az${zone.charCodeAt(zone.length - 1) - 96}`, RegionName: region },
        ...{ State: 'available', ZoneType: 'availability-zone', GroupName: region, OptInStatus: 'opt-in-not-required' },
      })) as never,
    };
  },
);

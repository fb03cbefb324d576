import type { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { resourceNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { tagList } from '../rules/describe-instance.ts';
import { compileFilters } from '../rules/filters.ts';
import { defaultNetwork, type Network } from '../rules/network.ts';
import { tagsOf } from '../store/tags.ts';

/** The subnets of the default VPC, one in every zone. */
export const describeSubnets = operation<DescribeSubnetsCommand, Parts>('DescribeSubnets', async (input, parts) => {
  const { vpcId, subnets } = defaultNetwork(parts);
  const unknown = input.SubnetIds?.find((asked) => !subnets.some(({ id }) => id === asked));
  if (unknown) throw resourceNotFound('Subnet', unknown);
  const passes = compileFilters<Network['subnets'][number]>(input.Filters, {
    'subnet-id': ({ id }) => [id],
    'availability-zone': ({ zone }) => [zone],
    availabilityZone: ({ zone }) => [zone],
    'vpc-id': () => [vpcId],
    'default-for-az': () => ['true'],
    defaultForAz: () => ['true'],
    state: () => ['available'],
    'cidr-block': ({ cidr }) => [cidr],
  });
  const tags = await tagsOf(
    parts.database,
    subnets.map(({ id }) => id),
  );
  const isAsked = (id: string) => !input.SubnetIds?.length || input.SubnetIds.includes(id);
  return {
    Subnets: subnets
      .filter((subnet) => isAsked(subnet.id) && passes(subnet, tags(subnet.id)))
      .map(({ id, zone, cidr }) => ({
        ...{ SubnetId: id, VpcId: vpcId, AvailabilityZone: zone, CidrBlock: cidr, State: 'available' as const },
        ...{ DefaultForAz: true, MapPublicIpOnLaunch: true, AvailableIpAddressCount: 4091, OwnerId: parts.account },
        Tags: tagList(tags(id)),
      })),
  };
});

import type { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { resourceNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { tagList } from '../rules/describe-instance.ts';
import { compileFilters } from '../rules/filters.ts';
import { defaultNetwork } from '../rules/network.ts';
import { tagsOf } from '../store/tags.ts';

const CIDR = '172.31.0.0/16';

/** The default VPC. */
export const describeVpcs = operation<DescribeVpcsCommand, Parts>('DescribeVpcs', async (input, parts) => {
  const { vpcId } = defaultNetwork(parts);
  const unknown = input.VpcIds?.find((id) => id !== vpcId);
  if (unknown) throw resourceNotFound('Vpc', unknown);
  const passes = compileFilters<string>(input.Filters, {
    'vpc-id': (id) => [id],
    'is-default': () => ['true'],
    isDefault: () => ['true'],
    state: () => ['available'],
    cidr: () => [CIDR],
    'owner-id': () => [parts.account],
  });
  const tags = (await tagsOf(parts.database, [vpcId]))(vpcId);
  const vpc = { VpcId: vpcId, IsDefault: true, State: 'available', CidrBlock: CIDR, OwnerId: parts.account } as const;
  return { Vpcs: passes(vpcId, tags) ? [{ ...vpc, InstanceTenancy: 'default', Tags: tagList(tags) }] : [] };
});

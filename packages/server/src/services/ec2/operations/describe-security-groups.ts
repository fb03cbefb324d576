import type { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { resourceNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { tagList } from '../rules/describe-instance.ts';
import { compileFilters } from '../rules/filters.ts';
import { defaultNetwork } from '../rules/network.ts';
import { tagsOf } from '../store/tags.ts';

/** The default group of the default VPC. */
export const describeSecurityGroups = operation<DescribeSecurityGroupsCommand, Parts>(
  'DescribeSecurityGroups',
  async (input, parts) => {
    const { vpcId, securityGroupId: id } = defaultNetwork(parts);
    const unknown = input.GroupIds?.find((asked) => asked !== id);
    if (unknown) throw resourceNotFound('Group', unknown);
    const passes = compileFilters<string>(input.Filters, {
      'group-id': () => [id],
      'group-name': () => ['default'],
      'vpc-id': () => [vpcId],
      'owner-id': () => [parts.account],
    });
    const isNamed = !input.GroupNames?.length || input.GroupNames.includes('default');
    const tags = (await tagsOf(parts.database, [id]))(id);
    const group = { GroupId: id, GroupName: 'default', VpcId: vpcId, OwnerId: parts.account };
    const rules = { Description: 'default VPC security group', IpPermissions: [], IpPermissionsEgress: [] };
    return { SecurityGroups: isNamed && passes(id, tags) ? [{ ...group, ...rules, Tags: tagList(tags) }] : [] };
  },
);

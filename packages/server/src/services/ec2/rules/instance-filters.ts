import { dnsName } from './describe-instance.ts';
import type { FilterTable } from './filters.ts';
import { architectureOf } from './images.ts';
import { type Instance, STATE_CODES } from './instance.ts';

/** What DescribeInstances can be asked for, of what instances here have. */
export function instanceFilters({ account, region }: { account: string; region: string }): FilterTable<Instance> {
  return {
    'instance-id': ({ id }) => [id],
    'instance-state-name': ({ state }) => [state],
    'instance-state-code': ({ state }) => [String(STATE_CODES[state])],
    'instance-type': ({ type }) => [type],
    'image-id': ({ imageId }) => [imageId],
    architecture: ({ type }) => [architectureOf(type)],
    platform: ({ platform }) => [platform === 'windows' ? 'windows' : undefined],
    'platform-details': ({ platform }) => [platform === 'windows' ? 'Windows' : 'Linux/UNIX'],
    'availability-zone': ({ zone }) => [zone],
    'subnet-id': ({ subnetId }) => [subnetId],
    'vpc-id': ({ vpcId }) => [vpcId],
    'instance.group-id': ({ securityGroupIds }) => securityGroupIds,
    'group-id': ({ securityGroupIds }) => securityGroupIds,
    'private-ip-address': ({ privateIp }) => [privateIp],
    'private-dns-name': ({ privateIp }) => [dnsName(privateIp, region)],
    'key-name': ({ keyName }) => [keyName],
    'iam-instance-profile.arn': ({ profile }) => [profile?.arn],
    'iam-instance-profile.id': ({ profile }) => [profile?.id],
    'iam-instance-profile.name': ({ profile }) => [profile?.arn.split('/').at(-1)],
    'instance-lifecycle': ({ lifecycle }) => [lifecycle],
    'spot-instance-request-id': ({ spotRequestId }) => [spotRequestId],
    'reservation-id': ({ reservationId }) => [reservationId],
    'client-token': ({ clientToken }) => [clientToken],
    'launch-index': ({ launchIndex }) => [String(launchIndex)],
    'launch-time': ({ launchedAt }) => [new Date(launchedAt).toISOString()],
    'owner-id': () => [account],
    'hibernation-options.configured': ({ mayHibernate }) => [String(mayHibernate)],
    'state-reason-code': ({ reason }) => [reason?.code],
    'root-device-type': () => ['ebs'],
    'virtualization-type': () => ['hvm'],
    tenancy: () => ['default'],
  };
}

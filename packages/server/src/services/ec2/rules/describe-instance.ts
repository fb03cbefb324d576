import type { Instance as DescribedInstance } from '@aws-sdk/client-ec2';
import { formatArn } from '../../../platform/arn.ts';
import type { Tags } from './filters.ts';
import { architectureOf } from './images.ts';
import { type Instance, STATE_CODES } from './instance.ts';

export const stateOf = (instance: Pick<Instance, 'state'>) => ({
  Code: STATE_CODES[instance.state],
  Name: instance.state,
});

export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const instanceArn = ({ region, account }: { region: string; account: string }, id: string) =>
  formatArn({ service: 'ec2', region, account, resource: `instance/${id}` });

export const dnsName = (privateIp: string, region: string) => {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return `ip-${privateIp.replaceAll('.', '-')}.${domain}`;
};

/** An instance as DescribeInstances tells of it. A terminated one has no network any more. */
export function describeInstance(instance: Instance, tags: Tags, region: string): DescribedInstance {
  const { platform, lifecycle, profile, reason, state } = instance;
  const isGone = state === 'terminated';
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    InstanceType: instance.type as DescribedInstance['InstanceType'],
    State: stateOf(instance),
    PrivateDnsName: isGone ? '' : dnsName(instance.privateIp, region),
    PublicDnsName: '',
    StateTransitionReason: transitionReason(instance),
    ...(reason ? { StateReason: { Code: reason.code, Message: reason.message } } : {}),
    AmiLaunchIndex: instance.launchIndex,
    LaunchTime: new Date(instance.launchedAt),
    UsageOperationUpdateTime: new Date(instance.createdAt),
    Placement: { AvailabilityZone: instance.zone, GroupName: '', Tenancy: 'default' },
    Monitoring: { State: 'disabled' },
    ...(isGone
      ? {}
      : {
          SubnetId: instance.subnetId,
          VpcId: instance.vpcId,
          PrivateIpAddress: instance.privateIp,
          SourceDestCheck: true,
        }),
    SecurityGroups: isGone ? [] : instance.securityGroupIds.map((id) => ({ GroupId: id, GroupName: id })),
    NetworkInterfaces: [],
    BlockDeviceMappings: [],
    Architecture: architectureOf(instance.type),
    RootDeviceType: 'ebs',
    RootDeviceName: platform === 'windows' ? '/dev/sda1' : '/dev/xvda',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EbsOptimized: false,
    EnaSupport: true,
    ClientToken: instance.clientToken ?? '',
    ...(platform === 'windows' ? { Platform: 'Windows' } : {}),
    PlatformDetails: platform === 'windows' ? 'Windows' : 'Linux/UNIX',
    ...(instance.keyName ? { KeyName: instance.keyName } : {}),
    ...(profile ? { IamInstanceProfile: { Arn: profile.arn, Id: profile.id } } : {}),
    ...(lifecycle ? { InstanceLifecycle: lifecycle } : {}),
    ...(instance.spotRequestId ? { SpotInstanceRequestId: instance.spotRequestId } : {}),
    HibernationOptions: { Configured: instance.mayHibernate },
    MetadataOptions: { State: 'applied', HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 2 },
    Tags: tagList(tags),
  };
}

function transitionReason({ state, reason, stateSince }: Instance): string {
  if (!reason || state === 'pending' || state === 'running') return '';
  const at = new Date(stateSince).toISOString().replace('T', ' ').slice(0, 19);
  return reason.code.startsWith('Server.') ? reason.code : `User initiated (${at} GMT)`;
}

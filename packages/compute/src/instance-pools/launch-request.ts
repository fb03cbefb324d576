import type { _InstanceType, RunInstancesRequest, TagSpecification } from '@aws-sdk/client-ec2';
import { TAGS } from '@codeyard/engine/instance-pools/observed';
import type { PoolLaunch } from '@codeyard/engine/instance-pools/pool-state';

/**
 * The RunInstances request of a launch: the same launch always makes the same, or its token would be refused. As few as one instance will
 * do. Spot requests are one-time ones, which bring nothing back; shut down from inside, an instance ends unless its pool keeps stopped ones.
 */
export function launchRequest(launch: PoolLaunch, installation: string): RunInstancesRequest {
  const { pool, lifecycle, subnet, type } = launch;
  return {
    ...{ ClientToken: launch.token, MinCount: 1, MaxCount: launch.count, ImageId: pool.image },
    InstanceType: type as _InstanceType,
    ...(subnet === '' ? {} : { SubnetId: subnet }),
    ...(pool.securityGroups.length > 0 ? { SecurityGroupIds: [...pool.securityGroups] } : {}),
    IamInstanceProfile: pool.instanceProfile.startsWith('arn:')
      ? { Arn: pool.instanceProfile }
      : { Name: pool.instanceProfile },
    ...(pool.keyName ? { KeyName: pool.keyName } : {}),
    ...(pool.userData ? { UserData: Buffer.from(pool.userData).toString('base64') } : {}),
    ...rootVolume(launch),
    ...(pool.hibernates ? { HibernationOptions: { Configured: true } } : {}),
    ...(lifecycle === 'spot'
      ? { InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { SpotInstanceType: 'one-time' } } }
      : { InstanceInitiatedShutdownBehavior: pool.strategy === 'stopped' ? 'stop' : 'terminate' }),
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    TagSpecifications: tagSpecifications(launch, installation),
  };
}

/** A volume ends with its instance; one that takes memory in must be encrypted. */
function rootVolume({ pool: { rootDevice, volumeGib, hibernates } }: PoolLaunch): Partial<RunInstancesRequest> {
  if (volumeGib === undefined && !hibernates) return {};
  const Ebs = {
    ...(volumeGib === undefined ? {} : { VolumeSize: volumeGib }),
    ...(hibernates ? { Encrypted: true } : {}),
    DeleteOnTermination: true,
  };
  return { BlockDeviceMappings: [{ DeviceName: rootDevice, Ebs }] };
}

function tagSpecifications(launch: PoolLaunch, installation: string): TagSpecification[] {
  const tags = {
    [TAGS.installation]: installation,
    [TAGS.pool]: launch.pool.name,
    [TAGS.version]: launch.version,
    [TAGS.expires]: new Date(launch.expiresAt).toISOString(),
    Name: `codeyard ${launch.pool.name}`,
  };
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const kinds = ['instance', 'volume', ...(launch.lifecycle === 'spot' ? ['spot-instances-request'] : [])] as const;
  return kinds.map((ResourceType) => ({
    ResourceType: ResourceType as NonNullable<TagSpecification['ResourceType']>,
    Tags,
  }));
}

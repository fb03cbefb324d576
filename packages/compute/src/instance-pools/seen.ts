import type { Instance, SpotInstanceRequest } from '@aws-sdk/client-ec2';
import type { InstanceState, SeenInstance, SeenSpotRequest } from '@codeyard/engine/instance-pools/observed';

/** An instance as EC2 describes it; none without an id. */
export function seenInstance(instance: Instance): SeenInstance[] {
  const { InstanceId, SpotInstanceRequestId, StateReason, Tags = [] } = instance;
  if (!InstanceId) return [];
  return [
    {
      instanceId: InstanceId,
      state: (instance.State?.Name ?? 'pending') as InstanceState,
      type: instance.InstanceType ?? '',
      subnet: instance.SubnetId ?? '',
      lifecycle: instance.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
      clientToken: instance.ClientToken ?? '',
      launchIndex: instance.AmiLaunchIndex ?? 0,
      launchedAt: instance.LaunchTime?.getTime() ?? 0,
      ...(SpotInstanceRequestId ? { spotRequestId: SpotInstanceRequestId } : {}),
      tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      ...(StateReason?.Code ? { reason: StateReason.Code } : {}),
    },
  ];
}

export function seenSpotRequest(request: SpotInstanceRequest): SeenSpotRequest[] {
  const { SpotInstanceRequestId, State, Status, InstanceId, CreateTime } = request;
  if (!SpotInstanceRequestId) return [];
  return [
    {
      spotRequestId: SpotInstanceRequestId,
      state: (State ?? 'open') as SeenSpotRequest['state'],
      status: Status?.Code ?? '',
      ...(InstanceId ? { instanceId: InstanceId } : {}),
      createdAt: CreateTime?.getTime() ?? 0,
    },
  ];
}

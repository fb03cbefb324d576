import type { Instance, ModifyInstanceAttributeCommandInput } from '@aws-sdk/client-ec2';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { unlessGone } from '../calls.ts';
import {
  DONE,
  type ExistingCall,
  type Progress,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
  textOf,
  type UpdateCall,
} from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';
import { notHere, runInput } from './run-instance.ts';

const GONE = ['InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'];
const WAIT_MS = 2_000;

/** What can be changed of an instance that is there, what it is without, and whether it has to be stopped for it. */
const CHANGES: Readonly<Record<string, { readonly fallback: JsonObject[string]; readonly isStopped?: true }>> = {
  DisableApiTermination: { fallback: false },
  InstanceInitiatedShutdownBehavior: { fallback: 'stop' },
  InstanceType: { fallback: 'm1.small', isStopped: true },
  UserData: { fallback: '', isStopped: true },
};

/** Changed without an API call, or of no consequence once the instance is there. */
const OTHERS = ['PropagateTagsToVolumeOnCreation', 'SecurityGroupIds', 'SourceDestCheck', 'Tags'];

const waiting = (physicalId: string, memo: JsonObject): Progress => ({
  ...{ state: 'waiting', afterMs: WAIT_MS, physicalId },
  memo,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html */
export const instance: ResourceType = {
  type: 'AWS::EC2::Instance',
  properties: {
    ...{
      AdditionalInfo: 'updates',
      Affinity: 'updates',
      AvailabilityZone: 'replaces',
      BlockDeviceMappings: 'replaces',
    },
    ...{ CpuOptions: 'replaces', CreditSpecification: 'updates', DisableApiTermination: 'updates' },
    ...{ EbsOptimized: 'updates', ElasticGpuSpecifications: 'replaces', ElasticInferenceAccelerators: 'replaces' },
    ...{ EnclaveOptions: 'replaces', HibernationOptions: 'replaces', HostId: 'updates' },
    ...{ HostResourceGroupArn: 'replaces', IamInstanceProfile: 'updates', ImageId: 'replaces' },
    ...{ InstanceInitiatedShutdownBehavior: 'updates', InstanceType: 'updates', Ipv6AddressCount: 'replaces' },
    ...{ Ipv6Addresses: 'replaces', KernelId: 'updates', KeyName: 'replaces', LaunchTemplate: 'replaces' },
    ...{ LicenseSpecifications: 'replaces', MetadataOptions: 'updates', Monitoring: 'updates' },
    ...{ NetworkInterfaces: 'replaces', PlacementGroupName: 'replaces', PrivateDnsNameOptions: 'updates' },
    ...{ PrivateIpAddress: 'replaces', PropagateTagsToVolumeOnCreation: 'updates', RamdiskId: 'updates' },
    ...{ SecurityGroupIds: 'updates', SecurityGroups: 'replaces', SourceDestCheck: 'updates' },
    ...{ SsmAssociations: 'updates', SubnetId: 'replaces', Tags: 'updates', Tenancy: 'updates' },
    ...{ UserData: 'updates', Volumes: 'updates' },
  },
  attributes: [
    ...['AvailabilityZone', 'InstanceId', 'PrivateDnsName', 'PrivateIp', 'PublicDnsName', 'PublicIp', 'VpcId'],
    ...['State.Code', 'State.Name'],
  ],
  async create(call) {
    const known = textOf(call.memo?.id);
    if (known !== undefined) return await untilRunning({ ...call, physicalId: known });
    // The same token answers the same instance.
    const { Instances = [] } = await call.aws.ec2.runInstances(runInput(call));
    return await untilRunning({ ...call, physicalId: Instances[0]?.InstanceId ?? '' });
  },
  async read(call) {
    const found = await find(call);
    return (
      found && {
        ...{ AvailabilityZone: found.Placement?.AvailabilityZone ?? '', InstanceId: call.physicalId },
        ...{ PrivateDnsName: found.PrivateDnsName ?? '', PrivateIp: found.PrivateIpAddress ?? '' },
        ...{ PublicDnsName: found.PublicDnsName ?? '', PublicIp: found.PublicIpAddress ?? '' },
        ...{ VpcId: found.VpcId ?? '', 'State.Code': String(found.State?.Code) },
        'State.Name': found.State?.Name ?? '',
      }
    );
  },
  async update(call) {
    const { aws, changed, memo, physicalId: id } = call;
    const refused = [...changed].find((name) => !CHANGES[name] && !OTHERS.includes(name));
    if (refused) throw new ResourceFailure(`Changing ${refused} of an instance is not implemented by Codeyard yet`);
    if (memo?.isStarted) return await untilRunning(call, { isStarted: true });
    if (changed.has('SourceDestCheck') && String(call.properties.SourceDestCheck ?? true) !== 'true')
      throw notHere('SourceDestCheck');
    for (const name of Object.keys(CHANGES))
      if (changed.has(name) && call.properties[name] === undefined && call.properties.LaunchTemplate !== undefined)
        throw new ResourceFailure(`${name} cannot go back to what the launch template says: say it in the resource`);
    const stopped = Object.keys(CHANGES).filter((name) => CHANGES[name]?.isStopped && changed.has(name));
    if (stopped.length === 0) {
      await modifyAll(call);
      return DONE;
    }
    const state = (await find(call))?.State?.Name;
    if (state === 'running') await aws.ec2.stopInstances({ InstanceIds: [id] });
    if (state !== 'stopped') return waiting(id, { wasRunning: true });
    await modifyAll(call);
    if (!memo?.wasRunning && !call.isRetry) return DONE;
    await aws.ec2.startInstances({ InstanceIds: [id] });
    return waiting(id, { isStarted: true });
  },
  async delete(call) {
    if (!(await find(call))) return DONE;
    await unlessGone(GONE, () => call.aws.ec2.terminateInstances({ InstanceIds: [call.physicalId] }));
    return (await find(call)) ? waiting(call.physicalId, {}) : DONE;
  },
};

/** The instance; one that is terminated is told of for a while, and counts as gone. */
async function find({ aws, physicalId }: ExistingCall): Promise<Instance | undefined> {
  const found = await unlessGone(GONE, () => aws.ec2.describeInstances({ InstanceIds: [physicalId] }));
  const described = found?.Reservations?.[0]?.Instances?.[0];
  return described?.State?.Name === 'terminated' ? undefined : described;
}

async function untilRunning(call: ExistingCall, memo: JsonObject = { id: call.physicalId }): Promise<Progress> {
  const asked = { InstanceIds: [call.physicalId] };
  // What was just launched may not be told of yet.
  const found = await unlessGone(GONE, () => call.aws.ec2.describeInstances(asked));
  const { State, StateReason } = found?.Reservations?.[0]?.Instances?.[0] ?? {};
  if (State?.Name === 'running') return { ...DONE, physicalId: call.physicalId };
  if (State?.Name === 'terminated' || State?.Name === 'shutting-down')
    throw new ResourceFailure(`The instance ${call.physicalId} ended: ${StateReason?.Message ?? State.Name}`);
  return waiting(call.physicalId, memo);
}

async function modifyAll(call: UpdateCall): Promise<void> {
  const { aws, changed, physicalId: InstanceId, previous, properties } = call;
  const modify = async (value: JsonObject) => {
    const input = { ...value, InstanceId };
    await aws.ec2.modifyInstanceAttribute(
      call.fit<ModifyInstanceAttributeCommandInput>('ec2', 'ModifyInstanceAttribute', input),
    );
  };
  for (const [name, { fallback }] of Object.entries(CHANGES))
    if (changed.has(name)) await modify({ [name]: { Value: properties[name] ?? fallback } });
  if (changed.has('SecurityGroupIds')) await modify({ Groups: await groupsOf(call) });
  if (!changed.has('Tags')) return;
  const [after, before] = [tagsOf(call), previousTags(previous)];
  const gone = removedTags(before, after).map((Key) => ({ Key }));
  if (gone.length > 0) await aws.ec2.deleteTags({ Resources: [InstanceId], Tags: gone });
  if (after.length > 0) await aws.ec2.createTags({ Resources: [InstanceId], Tags: after });
}

/** The default group where the template names none. */
async function groupsOf({ aws, properties }: ResourceCall): Promise<JsonObject[string]> {
  const { SecurityGroupIds } = properties;
  if (SecurityGroupIds !== undefined) return SecurityGroupIds;
  const Filters = [{ Name: 'group-name', Values: ['default'] }];
  const { SecurityGroups = [] } = await aws.ec2.describeSecurityGroups({ Filters });
  return SecurityGroups.slice(0, 1).map(({ GroupId = '' }) => GroupId);
}

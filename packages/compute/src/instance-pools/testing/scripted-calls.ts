import type { _InstanceType, Filter, Instance } from '@aws-sdk/client-ec2';
import type { CommandStatus } from '@aws-sdk/client-ssm';
import type { Ec2Calls, SsmCalls } from '../ec2-calls.ts';
import { refusal, type ScriptedEc2, type ScriptedInstance } from './scripted-ec2.ts';

/** Small pages, so that whoever does not read all of them is found out. */
const PAGE = 7;

/** The SDK's EC2, over a script. */
export function scriptedEc2Calls(world: ScriptedEc2): Ec2Calls {
  const each = (ids: readonly string[] | undefined, run: (instance: ScriptedInstance) => void) => {
    // One that is refused refuses all.
    const found = (ids ?? []).map((id) => world.get(id));
    for (const instance of found) run(instance);
    return {};
  };
  return {
    runInstances: (input) =>
      world.call('RunInstances', input, () => ({
        Instances: world.launch(input).map((found) => describe(world, found)),
      })),
    describeInstances: (input) =>
      world.call('DescribeInstances', input, () => {
        const seen = [...world.instances.values()].filter(({ visibleAt }) => visibleAt <= world.now - world.lagMs);
        const isShown = (instance: ScriptedInstance) =>
          world.now - world.lagMs < (instance.ending?.until ?? world.now) + 3_600_000;
        const found = seen.filter(
          (instance) => isShown(instance) && (input.Filters ?? []).every((filter) => passes(instance, filter)),
        );
        const page = pageOf(found, input.NextToken);
        return {
          Reservations: [
            { Instances: page.items.map((instance) => describe(world, instance, world.now - world.lagMs)) },
          ],
          ...page.next,
        };
      }),
    describeSpotInstanceRequests: (input) =>
      world.call('DescribeSpotInstanceRequests', input, () => {
        const page = pageOf([...world.spotRequests], input.NextToken);
        return {
          SpotInstanceRequests: page.items.map(([id, { state, status, instanceId, createdAt }]) => ({
            ...{ SpotInstanceRequestId: id, State: state as 'open', Status: { Code: status } },
            ...(instanceId ? { InstanceId: instanceId } : {}),
            CreateTime: new Date(createdAt),
          })),
          ...page.next,
        };
      }),
    startInstances: (input) =>
      world.call('StartInstances', input, () => each(input.InstanceIds, (found) => world.start(found))),
    stopInstances: (input) =>
      world.call('StopInstances', input, () => each(input.InstanceIds, (found) => world.stop(found))),
    terminateInstances: (input) =>
      world.call('TerminateInstances', input, () => {
        const found = (input.InstanceIds ?? []).map((id) => world.get(id));
        if (found.some(({ isProtected }) => isProtected)) throw refusal('OperationNotPermitted', 400);
        for (const instance of found) {
          world.onVictim(instance);
          world.end(instance);
        }
        return {};
      }),
    cancelSpotInstanceRequests: (input) =>
      world.call('CancelSpotInstanceRequests', input, () => {
        for (const id of input.SpotInstanceRequestIds ?? []) {
          const request = world.spotRequests.get(id);
          if (!request) throw refusal('InvalidSpotInstanceRequestID.NotFound', 400);
          request.state = 'cancelled';
        }
        return {};
      }),
    getConsoleOutput: (input) =>
      world.call('GetConsoleOutput', input, () => ({
        Output: Buffer.from(`console of ${input.InstanceId}`).toString('base64'),
      })),
  };
}

/** The SDK's SSM, over the same script. */
export function scriptedSsmCalls(world: ScriptedEc2): SsmCalls {
  return {
    describeInstanceInformation: (input) =>
      world.call('DescribeInstanceInformation', input, () => {
        const ids = input.Filters?.find(({ Key }) => Key === 'InstanceIds')?.Values ?? [];
        const managed = [...world.instances.values()].filter(
          (found) => ids.includes(found.id) && world.isManaged(found),
        );
        const page = pageOf(managed, input.NextToken);
        const LastPingDateTime = new Date(world.now);
        return {
          InstanceInformationList: page.items.map(({ id }) => ({ InstanceId: id, LastPingDateTime })),
          ...page.next,
        };
      }),
    sendCommand: (input) =>
      world.call('SendCommand', input, () => {
        const [id = ''] = input.InstanceIds ?? [];
        const instance = world.instances.get(id);
        if (!instance || !world.isManaged(instance)) throw refusal('InvalidInstanceId', 400);
        const CommandId = `command-${world.calls.length}`;
        const since = world.now;
        const status = () => {
          const outcome = world.cleans(id);
          return outcome === 'never' || world.now < since + world.cleanMs ? 'InProgress' : outcome;
        };
        instance.commands.set(CommandId, { since, status });
        return { Command: { CommandId } };
      }),
    listCommands: (input) =>
      world.call('ListCommands', input, () => {
        const wanted = input.Filters?.[0]?.value;
        const commands = [...(world.instances.get(input.InstanceId ?? '')?.commands ?? [])];
        const page = pageOf(
          commands.filter(([, { status }]) => status() === wanted),
          input.NextToken,
        );
        return { Commands: page.items.map(([CommandId]) => ({ CommandId })), ...page.next };
      }),
    listCommandInvocations: (input) =>
      world.call('ListCommandInvocations', input, () => {
        const command = world.instances.get(input.InstanceId ?? '')?.commands.get(input.CommandId ?? '');
        return { CommandInvocations: command ? [{ Status: command.status() as CommandStatus }] : [] };
      }),
  };
}

function describe(world: ScriptedEc2, instance: ScriptedInstance, at = world.now): Instance {
  const { id, token, index, type, subnet, lifecycle, spotRequestId, launchedAt, tags, reason } = instance;
  return {
    ...{ InstanceId: id, ClientToken: token, AmiLaunchIndex: index, InstanceType: type as _InstanceType },
    ...(subnet ? { SubnetId: subnet } : {}),
    ...(lifecycle === 'spot' ? { InstanceLifecycle: 'spot' as const } : {}),
    ...(spotRequestId ? { SpotInstanceRequestId: spotRequestId } : {}),
    ...(reason ? { StateReason: { Code: reason } } : {}),
    State: { Name: world.stateOf(instance, at) },
    LaunchTime: new Date(launchedAt),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function passes({ id, tags }: ScriptedInstance, { Name = '', Values = [] }: Filter): boolean {
  if (Name.startsWith('tag:')) return Values.includes(tags[Name.slice('tag:'.length)] ?? '');
  if (Name === 'instance-id') return Values.includes(id);
  throw refusal('InvalidParameterValue', 400);
}

function pageOf<Item>(items: readonly Item[], token: string | undefined) {
  const from = Number(token ?? 0);
  const isMore = items.length > from + PAGE;
  return { items: items.slice(from, from + PAGE), next: isMore ? { NextToken: String(from + PAGE) } : {} };
}

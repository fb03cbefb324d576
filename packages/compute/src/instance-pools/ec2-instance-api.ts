import type { Filter, Instance } from '@aws-sdk/client-ec2';
import type { LaunchedInstance, Refusal } from '@codeyard/engine/instance-pools/effect';
import { TAGS } from '@codeyard/engine/instance-pools/observed';
import type { PoolLaunch } from '@codeyard/engine/instance-pools/pool-state';
import { chunksOf, type Ec2Calls, listAll, type SsmCalls } from './ec2-calls.ts';
import type { CleaningOrder, InstanceApi } from './instance-api.ts';
import { launchRequest } from './launch-request.ts';
import { seenInstance, seenSpotRequest } from './seen.ts';
import { sortError } from './sort-error.ts';

export interface Ec2InstanceApiOptions {
  readonly ec2: Ec2Calls;
  readonly ssm: SsmCalls;
  /** Value of the tag that all instances bear. */
  readonly installation: string;
  /** The document that cleans, and its parameters. */
  readonly cleaning: (order: CleaningOrder) => Promise<CleaningCommand>;
}

export interface CleaningCommand {
  readonly DocumentName: string;
  readonly Parameters: Record<string, string[]>;
}

/** A filter takes 200 values: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const MOST_FILTER_VALUES = 200;
/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html */
const MOST_INFORMATION = 50;
const MOST_AT_ONCE = 100;
const CONSOLE_CHARACTERS = 2_000;

/** Pools' instances on EC2, AWS's or ours. The SDK's own retries may be on: every request is idempotent. */
export function ec2InstanceApi(options: Ec2InstanceApiOptions): InstanceApi {
  const { ec2, ssm, installation } = options;
  const ours: Filter = { Name: `tag:${TAGS.installation}`, Values: [installation] };

  async function describe(filter: Filter): Promise<Instance[]> {
    const reservations = await listAll(
      (token) => ec2.describeInstances({ Filters: [filter], MaxResults: 1_000, ...token }),
      ({ Reservations }) => Reservations,
    );
    return reservations.flatMap(({ Instances = [] }) => Instances);
  }

  /** By a filter, as naming an id that is not there, or not yet, refuses the whole request. */
  async function describeIds(ids: readonly string[]): Promise<Instance[]> {
    const chunks = chunksOf(ids, MOST_FILTER_VALUES);
    return (await Promise.all(chunks.map((Values) => describe({ Name: 'instance-id', Values })))).flat();
  }

  return {
    launch: (launch) => runInstances(ec2, launch, installation),
    async instances(spotInstances) {
      const tagged = await describe(ours);
      const known = new Set(tagged.map(({ InstanceId }) => InstanceId));
      const respawned = await describeIds(spotInstances.filter((id) => !known.has(id)));
      return [...tagged, ...respawned].flatMap(seenInstance);
    },
    look: async (ids) => (await describeIds(ids)).flatMap(seenInstance),
    async spotRequests() {
      const found = await listAll(
        (token) => ec2.describeSpotInstanceRequests({ Filters: [ours], MaxResults: 1_000, ...token }),
        ({ SpotInstanceRequests }) => SpotInstanceRequests,
      );
      return found.flatMap(seenSpotRequest);
    },
    managed: (ids) => describeManaged(ssm, ids),
    start: (ids) => askForEach(ids, (InstanceIds) => ec2.startInstances({ InstanceIds })),
    stop: (ids, { hibernates }) =>
      askForEach(ids, (InstanceIds) => ec2.stopInstances({ InstanceIds, ...(hibernates ? { Hibernate: true } : {}) })),
    terminate: (ids) => askForEach(ids, (InstanceIds) => ec2.terminateInstances({ InstanceIds })),
    cancelSpotRequests: (ids) =>
      askForEach(ids, (SpotInstanceRequestIds) => ec2.cancelSpotInstanceRequests({ SpotInstanceRequestIds })),
    clean: (order) => sendCleaning(options, order),
    cleanings: (orders) => readCleanings(ssm, orders),
    isBusy: (instanceId) => hasCommands(ssm, instanceId),
    async consoleOutput(InstanceId) {
      const { Output } = await ec2.getConsoleOutput({ InstanceId });
      return Output ? Buffer.from(Output, 'base64').toString().slice(-CONSOLE_CHARACTERS) : undefined;
    },
  };
}

async function runInstances(
  ec2: Ec2Calls,
  launch: PoolLaunch,
  installation: string,
): Promise<readonly LaunchedInstance[] | Refusal> {
  try {
    const { Instances = [] } = await ec2.runInstances(launchRequest(launch, installation));
    return Instances.flatMap(seenInstance);
  } catch (error) {
    const refusal = sortError(error);
    // It was launched, and has ended since.
    return refusal.code === 'IdempotentInstanceTerminated' ? [] : refusal;
  }
}

/**
 * Asks for many at once, and for each alone when that is refused: one instance that cannot be ended, as it is protected or gone, refuses the
 * whole request. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
 */
async function askForEach(
  ids: readonly string[],
  request: (ids: string[]) => Promise<unknown>,
): Promise<ReadonlyMap<string, Refusal | undefined>> {
  const answers = new Map<string, Refusal | undefined>();
  for (const chunk of chunksOf(ids, MOST_AT_ONCE)) {
    const refusal = await refusalOf(() => request(chunk));
    const isShared = refusal === undefined || refusal.kind === 'throttled' || refusal.kind === 'unknown';
    for (const id of chunk) {
      answers.set(id, isShared || chunk.length === 1 ? refusal : await refusalOf(() => request([id])));
    }
  }
  return answers;
}

async function refusalOf(request: () => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await request();
    return undefined;
  } catch (error) {
    return sortError(error);
  }
}

async function describeManaged(ssm: SsmCalls, ids: readonly string[]) {
  const managed: Record<string, number | undefined> = {};
  for (const Values of chunksOf(ids, MOST_INFORMATION)) {
    const Filters = [
      { Key: 'InstanceIds', Values },
      { Key: 'PingStatus', Values: ['Online'] },
    ];
    const found = await listAll(
      (token) => ssm.describeInstanceInformation({ Filters, MaxResults: MOST_INFORMATION, ...token }),
      ({ InstanceInformationList }) => InstanceInformationList,
    );
    for (const { InstanceId, LastPingDateTime } of found) {
      if (InstanceId) managed[InstanceId] = LastPingDateTime?.getTime();
    }
  }
  return managed;
}

async function sendCleaning({ ssm, cleaning }: Ec2InstanceApiOptions, order: CleaningOrder) {
  try {
    const { Command } = await ssm.sendCommand({
      ...(await cleaning(order)),
      InstanceIds: [order.instanceId],
      Comment: `Cleans after job ${order.fence} of ${order.instanceId}`,
    });
    return (
      Command?.CommandId ?? { kind: 'unknown' as const, code: 'NoCommand', message: 'SendCommand named no command' }
    );
  } catch (error) {
    return sortError(error);
  }
}

const RUNNING = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling']);

/** A command that Systems Manager does not show yet runs. */
async function readCleanings(ssm: SsmCalls, orders: readonly { instanceId: string; command: string }[]) {
  const read = await Promise.all(
    orders.map(async ({ instanceId, command }) => {
      const found = await listAll(
        (token) => ssm.listCommandInvocations({ CommandId: command, InstanceId: instanceId, ...token }),
        ({ CommandInvocations }) => CommandInvocations,
      );
      const status = found[0]?.Status ?? 'Pending';
      const state = status === 'Success' ? 'done' : RUNNING.has(status) ? 'running' : 'failed';
      return [command, state] as const;
    }),
  );
  return Object.fromEntries(read);
}

async function hasCommands(ssm: SsmCalls, InstanceId: string): Promise<boolean> {
  for (const value of ['InProgress', 'Pending']) {
    const Filters = [{ key: 'Status' as const, value }];
    const found = await listAll(
      (token) => ssm.listCommands({ InstanceId, Filters, ...token }),
      ({ Commands }) => Commands,
    );
    if (found.length > 0) return true;
  }
  return false;
}

import type { RunInstancesCommand } from '@aws-sdk/client-ec2';
import type { Db } from '../../database/database.ts';
import type { Launch } from '../../faults/faults.ts';
import type { InputOf } from '../../gateway/operation.ts';
import {
  instanceLimit,
  invalidValue,
  malformedUserData,
  missingParameter,
  notHere,
  profileNotFound,
} from './errors.ts';
import { imageOf } from './image-of.ts';
import type { Parts } from './parts.ts';
import type { Instance } from './rules/instance.ts';
import { findInstanceType } from './rules/instance-types.ts';
import { tagsFor } from './rules/launch-specification.ts';
import { defaultNetwork } from './rules/network.ts';
import { stateEvent } from './rules/state-event.ts';
import { countInstances, insertInstance } from './store/instances.ts';
import { spotRequests } from './store/spot-requests.ts';
import { putTags } from './store/tags.ts';
import { SETTLE } from './work-kinds.ts';

export type Specification = Omit<InputOf<RunInstancesCommand>, 'MinCount' | 'MaxCount'>;

/** Everything of an instance that is known before it is made. */
export type Draft = Omit<
  Instance,
  'id' | 'reservationId' | 'launchIndex' | 'privateIp' | 'state' | 'stateSince' | 'boots' | 'launchedAt' | 'createdAt'
>;

const DEFAULT_TYPE = 'm1.small';
const MOST_USER_DATA = 16_384;
const HEX = '0123456789abcdef';

/** An id as EC2 gives them: a prefix and 17 hexadecimal digits. */
export const newId = ({ ids }: Pick<Parts, 'ids'>, prefix: string) => `${prefix}-0${ids.text(16, HEX)}`;

/** Checks what a launch asks for; what is wrong with it is refused. */
export async function draftInstance(parts: Parts, specification: Specification): Promise<Draft> {
  const { ImageId, InstanceType = DEFAULT_TYPE, UserData, KeyName, InstanceMarketOptions } = specification;
  if (!ImageId) throw missingParameter('ImageId');
  if (!findInstanceType(InstanceType)) throw invalidValue(`Invalid value '${InstanceType}' for InstanceType.`);
  const image = await imageOf(parts, ImageId);
  const profile = await profileOf(parts, specification.IamInstanceProfile);
  if (UserData !== undefined) checkUserData(UserData);
  const isSpot = InstanceMarketOptions?.MarketType === 'spot';
  if (InstanceMarketOptions && !isSpot) throw notHere(`The market type ${InstanceMarketOptions.MarketType}`);
  return {
    ...image,
    ...placeOf(parts, specification),
    type: InstanceType,
    mayHibernate: specification.HibernationOptions?.Configured ?? false,
    isProtected: specification.DisableApiTermination ?? false,
    shutdownBehavior: specification.InstanceInitiatedShutdownBehavior === 'terminate' ? 'terminate' : 'stop',
    ...(isSpot ? { lifecycle: 'spot' } : {}),
    ...(profile ? { profile } : {}),
    ...(KeyName ? { keyName: KeyName } : {}),
    ...(UserData ? { userData: UserData } : {}),
  };
}

/** Refuses what the fault script refuses, and what the machine cannot bear. */
export async function checkCapacity(tx: Db, parts: Parts, order: { draft: Draft; count: number }): Promise<void> {
  const { type, zone, lifecycle = 'on-demand' } = order.draft;
  const launch: Launch = { instanceType: type, availabilityZone: zone, lifecycle };
  const fault = parts.findFault('ec2:RunInstances', launch);
  if (fault) throw fault;
  const there = await countInstances(tx);
  if (there + order.count > parts.concurrentInstances)
    throw instanceLimit(order.count, parts.concurrentInstances, there);
}

/** Makes instances of one reservation, pending, in the transaction that asks for them. */
export async function launchInstances(
  tx: Db,
  parts: Parts,
  { draft, count, specification }: { draft: Draft; count: number; specification: Specification },
): Promise<Instance[]> {
  const now = parts.clock.now();
  const reservationId = newId(parts, 'r');
  const made: Instance[] = [];
  for (let launchIndex = 0; launchIndex < count; launchIndex++) {
    const spotRequestId = draft.lifecycle === 'spot' ? newId(parts, 'sir').replace('sir-0', 'sir-') : undefined;
    const instance: Instance = {
      ...draft,
      ...(spotRequestId ? { spotRequestId } : {}),
      ...{ id: newId(parts, 'i'), reservationId, launchIndex, privateIp: privateIp(parts) },
      ...{ state: 'pending', stateSince: now, boots: 0, launchedAt: now, createdAt: now },
    };
    await insertInstance(tx, instance);
    if (spotRequestId) {
      await spotRequests.save(tx, {
        id: spotRequestId,
        createdAt: now,
        instanceId: instance.id,
        state: 'active',
        type: draft.type,
      });
      await putTags(tx, spotRequestId, tagsFor(specification, 'spot-instances-request'));
    }
    await putTags(tx, instance.id, tagsFor(specification, 'instance'));
    await parts.emitEvent(tx, stateEvent(parts, instance));
    await queueSettling(tx, parts, instance);
    made.push(instance);
  }
  return made;
}

/** Has the machine of an instance do what its state says. */
export async function queueSettling(
  tx: Db,
  { queue }: Pick<Parts, 'queue'>,
  { id }: Instance,
  runAt?: number,
): Promise<void> {
  const time = runAt === undefined ? {} : { runAt };
  await queue.enqueue(tx, { kind: SETTLE, id: `${SETTLE}:${id}`, key: id, payload: id, ...time });
}

async function profileOf({ aws }: Parts, asked: Specification['IamInstanceProfile']): Promise<Instance['profile']> {
  const name = asked?.Name ?? asked?.Arn?.split('/').at(-1);
  if (!name) return undefined;
  try {
    const { InstanceProfile: found } = await aws.iam.getInstanceProfile({ InstanceProfileName: name });
    return { arn: found?.Arn ?? '', id: found?.InstanceProfileId ?? '' };
  } catch (error) {
    if ((error as Error).name !== 'NoSuchEntityException' && (error as Error).name !== 'NoSuchEntity') throw error;
    throw profileNotFound(asked?.Name ?? asked?.Arn ?? name);
  }
}

/** Subnets and groups of real accounts are taken as they are: there is no network here that they could be looked up in. */
function placeOf(parts: Parts, { SubnetId, SecurityGroupIds, NetworkInterfaces, Placement }: Specification) {
  const network = defaultNetwork(parts);
  const first = NetworkInterfaces?.[0];
  const subnetId = SubnetId ?? first?.SubnetId;
  const wantedZone = Placement?.AvailabilityZone;
  if (wantedZone && !wantedZone.startsWith(parts.region))
    throw invalidValue(`Invalid availability zone: [${wantedZone}]`);
  const known = network.subnets.find(({ id, zone }) => (subnetId ? id === subnetId : zone === wantedZone));
  const groups = SecurityGroupIds ?? first?.Groups ?? [];
  const fallback = network.subnets[0];
  return {
    zone: known?.zone ?? wantedZone ?? fallback?.zone ?? '',
    subnetId: subnetId ?? known?.id ?? fallback?.id ?? '',
    vpcId: network.vpcId,
    securityGroupIds: groups.length > 0 ? groups : [network.securityGroupId],
  };
}

function checkUserData(text: string): void {
  if (!/^[A-Za-z0-9+/=\s]*$/.test(text)) throw malformedUserData('Invalid BASE64 encoding of user data.');
  if (Buffer.from(text, 'base64').length > MOST_USER_DATA) {
    throw malformedUserData(`User data is limited to ${MOST_USER_DATA} bytes`);
  }
}

/** An address of the default network, for people to tell instances apart. */
function privateIp({ ids }: Parts): string {
  const [high = 0, low = 0] = ids.bytes(2);
  return `172.31.${high % 48}.${4 + (low % 250)}`;
}

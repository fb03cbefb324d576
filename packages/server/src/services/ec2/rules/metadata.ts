import { dnsName } from './describe-instance.ts';
import type { Instance } from './instance.ts';
import { INTERRUPTION_NOTICE_MS } from './instance.ts';

/** What the instance metadata service answers below `/latest/`; undefined where it answers 404. */
export function readMetadata(
  instance: Instance,
  path: string,
  place: { region: string; account: string },
): string | undefined {
  const { id, type, imageId, zone, privateIp, interruptedAt, createdAt } = instance;
  const values: Record<string, string | undefined> = {
    'meta-data/instance-id': id,
    'meta-data/instance-type': type,
    'meta-data/ami-id': imageId,
    'meta-data/ami-launch-index': String(instance.launchIndex),
    'meta-data/reservation-id': instance.reservationId,
    'meta-data/local-ipv4': privateIp,
    'meta-data/local-hostname': dnsName(privateIp, place.region),
    'meta-data/hostname': dnsName(privateIp, place.region),
    'meta-data/placement/availability-zone': zone,
    'meta-data/placement/region': place.region,
    'meta-data/instance-life-cycle': instance.lifecycle ?? 'on-demand',
    'meta-data/spot/instance-action': interruptionOf(interruptedAt),
    'user-data': instance.userData && Buffer.from(instance.userData, 'base64').toString(),
    'dynamic/instance-identity/document': JSON.stringify({
      accountId: place.account,
      architecture: 'x86_64',
      availabilityZone: zone,
      imageId,
      instanceId: id,
      instanceType: type,
      pendingTime: new Date(createdAt).toISOString(),
      privateIp,
      region: place.region,
      version: '2017-09-30',
    }),
  };
  return Object.hasOwn(values, path) ? values[path] : undefined;
}

function interruptionOf(interruptedAt: number | undefined): string | undefined {
  if (interruptedAt === undefined) return undefined;
  const time = new Date(interruptedAt + INTERRUPTION_NOTICE_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  return JSON.stringify({ action: 'terminate', time });
}

import type { Instance } from '@aws-sdk/client-ec2';
import type { PlatformType } from '@codeyard/engine/command-document/plan-step';
import type { Parts } from './parts.ts';

/** An instance that Systems Manager can reach: it runs, and its profile lets it register. */
export interface ManagedInstance {
  readonly id: string;
  readonly name: string;
  readonly platform: PlatformType;
  readonly ip: string;
  readonly hostName: string;
  readonly role: string;
  /** Milliseconds since the epoch. */
  readonly registeredAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

type Filters = { Name: string; Values: string[] }[];

/** The managed instances, those of EC2's filters only. */
export async function managedInstances(parts: Parts, filters: Filters = []): Promise<ManagedInstance[]> {
  const found: ManagedInstance[] = [];
  const Filters = [{ Name: 'instance-state-name', Values: ['running'] }, ...filters];
  let NextToken: string | undefined;
  do {
    const page = await parts.aws.ec2.describeInstances({ Filters, ...(NextToken ? { NextToken } : {}) });
    for (const reservation of page.Reservations ?? []) {
      for (const instance of reservation.Instances ?? []) {
        const managed = describe(parts, instance);
        if (managed) found.push(managed);
      }
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

export async function findManaged(parts: Parts, id: string): Promise<ManagedInstance | undefined> {
  return (await managedInstances(parts, [{ Name: 'instance-id', Values: [id] }]))[0];
}

function describe({ faults, clock }: Parts, instance: Instance): ManagedInstance | undefined {
  const { InstanceId: id, IamInstanceProfile: profile, LaunchTime } = instance;
  const registeredAt = (LaunchTime?.getTime() ?? 0) + faults.bootMs + faults.registerAfterMs;
  if (!id || !profile?.Arn || faults.registerAfterMs < 0 || clock.now() < registeredAt) return undefined;
  const tags = Object.fromEntries((instance.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  return {
    id,
    name: tags.Name ?? '',
    platform: instance.Platform === 'Windows' ? 'Windows' : 'Linux',
    ip: instance.PrivateIpAddress ?? '',
    hostName: instance.PrivateDnsName ?? '',
    role: profile.Arn.split('/').at(-1) ?? '',
    registeredAt,
    tags,
  };
}

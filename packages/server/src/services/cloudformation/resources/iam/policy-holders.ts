import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { AwsClients } from '../../../../gateway/aws-clients.ts';
import { unlessGone } from '../calls.ts';
import { textsOf } from '../property-values.ts';
import { GONE } from './iam-facts.ts';

/** Who has a policy. */
export interface Holder {
  readonly kind: 'Groups' | 'Users' | 'Roles';
  readonly name: string;
}

/** Those that the properties name; roles last, as they are what every IAM has: the others may be refused by name. */
export const holdersOf = (properties: JsonObject): Holder[] =>
  (['Groups', 'Users', 'Roles'] as const).flatMap((kind) =>
    textsOf(properties[kind]).map((name): Holder => ({ kind, name })),
  );

export const hasHolder = (holders: readonly Holder[], { kind, name }: Holder): boolean =>
  holders.some((other) => other.kind === kind && other.name === name);

/** What is refused by name was never done, and needs no undoing. */
const NOT_THERE = [GONE, 'NotImplementedException'];

interface Inline {
  readonly PolicyName: string | undefined;
  readonly PolicyDocument: string | undefined;
}

export async function putInline({ iam }: AwsClients, { kind, name }: Holder, policy: Inline): Promise<void> {
  if (kind === 'Groups') await iam.putGroupPolicy({ GroupName: name, ...policy });
  else if (kind === 'Users') await iam.putUserPolicy({ UserName: name, ...policy });
  else await iam.putRolePolicy({ RoleName: name, ...policy });
}

export async function hasInline({ iam }: AwsClients, { kind, name }: Holder, PolicyName: string): Promise<boolean> {
  const found = await unlessGone<unknown>(NOT_THERE, () => {
    if (kind === 'Groups') return iam.getGroupPolicy({ GroupName: name, PolicyName });
    if (kind === 'Users') return iam.getUserPolicy({ UserName: name, PolicyName });
    return iam.getRolePolicy({ RoleName: name, PolicyName });
  });
  return found !== undefined;
}

export async function removeInline({ iam }: AwsClients, { kind, name }: Holder, PolicyName: string): Promise<void> {
  await unlessGone<unknown>(NOT_THERE, () => {
    if (kind === 'Groups') return iam.deleteGroupPolicy({ GroupName: name, PolicyName });
    if (kind === 'Users') return iam.deleteUserPolicy({ UserName: name, PolicyName });
    return iam.deleteRolePolicy({ RoleName: name, PolicyName });
  });
}

export async function attach({ iam }: AwsClients, { kind, name }: Holder, PolicyArn: string): Promise<void> {
  if (kind === 'Groups') await iam.attachGroupPolicy({ GroupName: name, PolicyArn });
  else if (kind === 'Users') await iam.attachUserPolicy({ UserName: name, PolicyArn });
  else await iam.attachRolePolicy({ RoleName: name, PolicyArn });
}

export async function detach({ iam }: AwsClients, { kind, name }: Holder, PolicyArn: string): Promise<void> {
  await unlessGone<unknown>(NOT_THERE, () => {
    if (kind === 'Groups') return iam.detachGroupPolicy({ GroupName: name, PolicyArn });
    if (kind === 'Users') return iam.detachUserPolicy({ UserName: name, PolicyArn });
    return iam.detachRolePolicy({ RoleName: name, PolicyArn });
  });
}

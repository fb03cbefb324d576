import type { ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { dryRun, invalidValue, notHere, wrongState } from '../errors.ts';
import { lockInstances } from '../existing-instances.ts';
import type { Parts } from '../parts.ts';
import type { Instance } from '../rules/instance.ts';
import { findInstanceType } from '../rules/instance-types.ts';
import { saveInstance } from '../store/instances.ts';

const KNOWN = new Set([
  'InstanceId',
  'DryRun',
  'DisableApiTermination',
  'Groups',
  'InstanceType',
  'InstanceInitiatedShutdownBehavior',
  'UserData',
]);

export const modifyInstanceAttribute = operation<ModifyInstanceAttributeCommand, Parts>(
  'ModifyInstanceAttribute',
  async (input, parts) => {
    const others = Object.keys(input).filter((name) => !KNOWN.has(name));
    if (others.length > 0) throw notHere(`Changing ${others.join(', ')} of an instance`);
    await parts.database.transaction(async (tx) => {
      const [instance] = await lockInstances(tx, parts, [input.InstanceId]);
      if (!instance) return;
      const change = changeOf(instance, input);
      if (input.DryRun) throw dryRun();
      await saveInstance(tx, { ...instance, ...change });
    });
  },
);

function changeOf(
  { id, state }: Instance,
  input: {
    readonly DisableApiTermination?: { readonly Value?: boolean | undefined } | undefined;
    readonly InstanceType?: { readonly Value?: string | undefined } | undefined;
    readonly InstanceInitiatedShutdownBehavior?: { readonly Value?: string | undefined } | undefined;
    readonly UserData?: { readonly Value?: Uint8Array | undefined } | undefined;
    readonly Groups?: readonly string[] | undefined;
  },
): Partial<Instance> {
  const type = input.InstanceType?.Value;
  if (type !== undefined && !findInstanceType(type)) throw invalidValue(`Invalid value '${type}' for InstanceType.`);
  const { Groups, UserData } = input;
  if ((type !== undefined || UserData) && state !== 'stopped') throw wrongState(id, 'changed');
  const behavior = input.InstanceInitiatedShutdownBehavior?.Value;
  return {
    ...(type === undefined ? {} : { type }),
    ...(behavior === undefined ? {} : { shutdownBehavior: behavior === 'terminate' ? 'terminate' : 'stop' }),
    ...(UserData ? { userData: Buffer.from(UserData.Value ?? []).toString('base64') } : {}),
    ...(Groups?.length ? { securityGroupIds: Groups } : {}),
    ...(input.DisableApiTermination?.Value === undefined ? {} : { isProtected: input.DisableApiTermination.Value }),
  };
}

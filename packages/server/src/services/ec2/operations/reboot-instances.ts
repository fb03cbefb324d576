import type { RebootInstancesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { dryRun, wrongState } from '../errors.ts';
import { lockInstances } from '../existing-instances.ts';
import type { Parts } from '../parts.ts';
import { shapeOf } from '../shape-of.ts';

/** A reboot shows in no state; all that ran on the instance ends. */
export const rebootInstances = operation<RebootInstancesCommand, Parts>('RebootInstances', async (input, parts) => {
  const { database, machines } = parts;
  const instances = await database.transaction((tx) => lockInstances(tx, parts, input.InstanceIds));
  for (const { id, state } of instances) if (state !== 'running') throw wrongState(id, 'rebooted');
  if (input.DryRun) throw dryRun();
  for (const instance of instances) {
    await machines.halt(instance.id);
    await machines.boot(instance.id, shapeOf(instance));
  }
});

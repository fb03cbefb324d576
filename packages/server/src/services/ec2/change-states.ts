import { changeInstance } from './change-instance.ts';
import { dryRun } from './errors.ts';
import { lockInstances } from './existing-instances.ts';
import type { Parts } from './parts.ts';
import { stateOf } from './rules/describe-instance.ts';
import type { Instance } from './rules/instance.ts';

/** Changes all the instances of a request, or none, and tells what each was and is. */
export async function changeStates(
  parts: Parts,
  { InstanceIds, DryRun }: { InstanceIds: readonly string[]; DryRun?: boolean | undefined },
  change: (instance: Instance, now: number) => Instance,
) {
  return await parts.database.transaction(async (tx) => {
    const before = await lockInstances(tx, parts, InstanceIds);
    const after = before.map((instance) => change(instance, parts.clock.now()));
    if (DryRun) throw dryRun();
    for (const [at, instance] of before.entries()) await changeInstance(tx, parts, instance, after[at] ?? instance);
    return before.map((instance, at) => ({
      InstanceId: instance.id,
      PreviousState: stateOf(instance),
      CurrentState: stateOf(after[at] ?? instance),
    }));
  });
}

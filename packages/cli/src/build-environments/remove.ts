import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { PoolsReport } from '@codeyard/engine/instance-pools/pools-report';
import type { AwsPlace } from '../aws/open-aws.ts';
import { findDefinition, setDrains, storeDefinition } from '../pools/definitions.ts';
import { openPools, type Pools } from '../pools/open-pools.ts';
import { firstFailure } from '../run/stack-progress.ts';
import type { Screen } from '../terminal/screen.ts';
import { UserError } from '../user-error.ts';
import { findStack } from './find-stack.ts';
import { followStack } from './follow-stack.ts';
import { lookEvery } from './install.ts';

interface Removal {
  readonly place: AwsPlace;
  readonly screen: Screen;
  readonly stackName: string;
  /** Do not end the instances: nobody does once the stack is gone. */
  readonly leavesInstances: boolean;
}

export interface Removed {
  readonly stackName: string;
  readonly change: 'removed' | 'none';
  /** Names of the pools whose definitions stay, drained. */
  readonly drained: readonly string[];
}

/** Ends the pools' instances, then deletes the stack. It may be broken off and run again. */
export async function remove(removal: Removal): Promise<Removed> {
  const { place, screen, stackName } = removal;
  const cloudformation = new CloudFormation(place.settings);
  const stack = await findStack(cloudformation, stackName);
  if (!stack || stack.StackStatus === 'DELETE_COMPLETE') return { stackName, change: 'none', drained: [] };
  const isWhole = /_COMPLETE$/.test(stack.StackStatus ?? '') && (stack.Outputs ?? []).length > 0;
  const drained = isWhole && !removal.leavesInstances ? await emptyPools(removal) : [];
  const [id, token] = [stack.StackId ?? stackName, randomUUID()];
  await cloudformation.deleteStack({ StackName: id, ClientRequestToken: token });
  const ended = await followStack({ cloudformation, screen, id, token, lookEveryMs: lookEvery(place) });
  if (ended.stack?.StackStatus !== 'DELETE_COMPLETE' && ended.stack !== undefined) {
    const { LogicalResourceId, ResourceType, ResourceStatusReason } = firstFailure(ended.events) ?? {};
    throw new UserError(
      `the stack was not deleted: ${LogicalResourceId} (${ResourceType}): ${ResourceStatusReason}\nPut that right, then run this again.`,
    );
  }
  return { stackName, change: 'removed', drained };
}

/** Nobody ends instances once their scheduler is gone. */
async function emptyPools({ place, screen, stackName }: Removal): Promise<string[]> {
  const pools = await openPools(place, stackName);
  const before = await pools.report();
  const drained = before.pools.filter(({ kind }) => kind === 'defined').map(({ name }) => name);
  for (const name of drained) await drain(pools, name);
  for (;;) {
    const report = await pools.report();
    const left = report.instances.filter(({ phase }) => phase !== 'terminating');
    const kept = left.filter(({ phase }) => phase === 'kept');
    if (report.instances.length === 0) return drained;
    if (kept.length > 0 && kept.length === report.instances.length) throw stillKept(kept);
    screen.status(waitingFor(report));
    await pause(lookEvery(place));
  }
}

async function drain(pools: Pools, name: string): Promise<void> {
  const text = await findDefinition(pools, name);
  if (text !== undefined) await storeDefinition(pools, name, setDrains(text, name, true));
}

function waitingFor({ instances }: PoolsReport): string {
  const builds = instances.flatMap(({ build }) => build ?? []);
  const busy = builds.length > 0 ? `, and ${builds.length} builds: ${builds.join(' ')}` : '';
  return `draining: waiting for ${instances.length} instances${busy} (Ctrl-C leaves the pools draining)`;
}

const stillKept = (kept: PoolsReport['instances']) =>
  new UserError(
    `these instances are held by their tag codeyard:keep: ${kept.map(({ instanceId }) => instanceId).join(', ')}\nTake the tag away and run this again, or add --leave-instances: nobody ends them then.`,
  );

import type { LaunchedInstance, Refusal } from '@codeyard/engine/instance-pools/effect';
import type { SeenInstance, SeenSpotRequest } from '@codeyard/engine/instance-pools/observed';
import type { PoolLaunch } from '@codeyard/engine/instance-pools/pool-state';

/**
 * EC2 and Systems Manager, as far as pools need them. In the order of an instance's life: `launch`, looked at with `instances` and
 * `managed`, perhaps `stop` and `start`, `clean` between jobs, `terminate`. Acts answer with a refusal; looks throw when they fail, as
 * an error is not news. Every act may come twice, and for an instance that is no more.
 */
export interface InstanceApi {
  /** The same token gives the same instances, once; fewer than asked for when there is not more capacity. */
  launch(launch: PoolLaunch): Promise<readonly LaunchedInstance[] | Refusal>;
  /** All of the installation, those of `spotInstances` too, in every state that EC2 still shows. */
  instances(spotInstances: readonly string[]): Promise<readonly SeenInstance[]>;
  /** One look at these, for a decision that cannot be taken back. Ids that EC2 does not know are left out. */
  look(instanceIds: readonly string[]): Promise<readonly SeenInstance[]>;
  /** All of the installation. */
  spotRequests(): Promise<readonly SeenSpotRequest[]>;
  /** Those of them that Systems Manager reaches; the value is when it last heard of one. */
  managed(instanceIds: readonly string[]): Promise<Readonly<Record<string, number | undefined>>>;
  /** By instance id: undefined when it was taken on. One instance's refusal is not another's. */
  start(instanceIds: readonly string[]): Promise<ReadonlyMap<string, Refusal | undefined>>;
  stop(
    instanceIds: readonly string[],
    options: { hibernates: boolean },
  ): Promise<ReadonlyMap<string, Refusal | undefined>>;
  terminate(instanceIds: readonly string[]): Promise<ReadonlyMap<string, Refusal | undefined>>;
  cancelSpotRequests(spotRequestIds: readonly string[]): Promise<ReadonlyMap<string, Refusal | undefined>>;
  /** Starts to clean; the answer names the command. A command for an older fence than the machine's must do nothing. */
  clean(order: CleaningOrder): Promise<string | Refusal>;
  /** By command: how far those are. */
  cleanings(
    orders: readonly { instanceId: string; command: string }[],
  ): Promise<Readonly<Record<string, 'running' | 'done' | 'failed'>>>;
  /** Whether a command runs on it, as far as Systems Manager knows. */
  isBusy(instanceId: string): Promise<boolean>;
  /** The end of what its console showed, where there is something. */
  consoleOutput(instanceId: string): Promise<string | undefined>;
}

export interface CleaningOrder {
  readonly instanceId: string;
  readonly pool: string;
  readonly fence: number;
}

import type { News } from '@codeyard/engine/instance-pools/effect';
import type { Pool, SchedulerSettings } from '@codeyard/engine/instance-pools/pool';
import type { BuildRequest, PoolInstance } from '@codeyard/engine/instance-pools/pool-state';
import { readPool } from '@codeyard/engine/instance-pools/read-pool';
import { releaseInstance, requestInstance } from '../build-requests.ts';
import { ec2InstanceApi } from '../ec2-instance-api.ts';
import { reconcile, type SchedulerParts } from '../reconcile.ts';
import { MemoryPoolStore } from './memory-pool-store.ts';
import { scriptedEc2Calls, scriptedSsmCalls } from './scripted-calls.ts';
import { ScriptedEc2 } from './scripted-ec2.ts';

export const MINUTE = 60_000;

export function poolOf(json: object): Pool {
  const read = readPool({
    ...{ name: 'builders', image: 'ami-0123456789abcdef0', instanceProfile: 'builders', ceiling: 10 },
    ...{ instanceTypes: ['m7a.large'], ...json },
  });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return read.pool;
}

/** Pools on a scripted EC2, with the rules that must hold after every step of theirs. */
export class PoolYard {
  readonly ec2 = new ScriptedEc2();
  readonly store = new MemoryPoolStore();
  readonly news: News['request'][] = [];
  readonly warnings: string[] = [];
  /** Rules that were seen broken where nothing can be thrown. */
  readonly violations: string[] = [];
  readonly pools: Record<string, Pool> = {};
  settings: SchedulerSettings = { installation: 'yard', launchesPerSecond: 5, launchBurst: 5, maximumBatch: 50 };
  /** How much the scheduler's clock is ahead of EC2's. */
  skewMs = 0;
  /** May throw: the flow cannot be told. */
  onTell: (news: News) => void = () => {};
  private seeds = 0;

  constructor(...pools: object[]) {
    for (const pool of pools.map(poolOf)) this.pools[pool.name] = pool;
  }

  /** Changes a pool's definition. */
  define(json: object): void {
    const pool = poolOf(json);
    this.pools[pool.name] = pool;
  }

  get now(): number {
    return this.ec2.now + this.skewMs;
  }

  parts(): SchedulerParts {
    return {
      store: this.store,
      api: ec2InstanceApi({
        ...{ ec2: scriptedEc2Calls(this.ec2), ssm: scriptedSsmCalls(this.ec2) },
        ...{
          installation: this.settings.installation,
          cleaning: async ({ fence, pool }) => ({
            DocumentName: 'clean',
            Parameters: { fence: [String(fence)], pool: [pool] },
          }),
        },
      }),
      ...{ settings: this.settings, pools: this.pools },
      tell: async (news) => {
        this.onTell(news);
        this.news.push(news.request);
      },
      now: () => this.now,
      newSeed: () => `seed${String(++this.seeds).padStart(12, '0')}`,
      warn: (message) => this.warnings.push(message),
    };
  }

  async reconcile(notices: readonly string[] = []): Promise<void> {
    await reconcile(this.parts(), notices);
    this.check();
  }

  /** Lets time pass, with a look every so often. */
  async pass(milliseconds: number, stepMs = 1_000): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += stepMs) {
      this.ec2.pass(Math.min(stepMs, milliseconds - passed));
      await this.reconcile();
    }
  }

  /** Passes time until something is so, an hour at most. */
  async until(isSo: () => boolean, stepMs = 1_000): Promise<void> {
    const end = this.ec2.now + 60 * MINUTE;
    while (!isSo()) {
      if (this.ec2.now >= end) throw new Error(`it never came: ${JSON.stringify(this.store.state, undefined, 1)}`);
      await this.pass(stepMs, stepMs);
    }
  }

  async ask(id: string, pool: string | Pool = 'builders', attempt = 1): Promise<void> {
    await requestInstance(this.store, { id, pool, attempt }, this.now);
  }

  async askAll(count: number, pool = 'builders'): Promise<void> {
    for (let index = 0; index < count; index += 1) await this.ask(`build-${index}`, pool);
  }

  async release(id: string, attempt = 1): Promise<void> {
    await releaseInstance(this.store, { id, attempt }, this.now);
  }

  request(id: string): BuildRequest {
    const request = this.store.state.requests[id];
    if (!request) throw new Error(`there is no request ${id}`);
    return request;
  }

  /** Asks, waits until it is placed, and gives the id of the instance back. */
  async place(id: string, pool: string | Pool = 'builders'): Promise<string> {
    await this.ask(id, pool);
    await this.until(() => this.request(id).phase !== 'waiting');
    const { phase, instanceId, reason } = this.request(id);
    if (phase !== 'placed' || instanceId === undefined) throw new Error(`${id} is ${phase}: ${reason}`);
    return instanceId;
  }

  rows(): PoolInstance[] {
    return Object.values(this.store.state.instances);
  }

  /** Phases of the rows that are not gone, sorted. */
  phases(): string[] {
    return this.rows()
      .map(({ phase }) => phase)
      .filter((phase) => phase !== 'gone')
      .sort();
  }

  told(id: string): string[] {
    return this.news.filter((request) => request.id === id).map(({ phase }) => phase);
  }

  /** What must hold at every moment, whatever goes wrong. */
  check(): void {
    const { instances, requests } = this.store.state;
    const placed = Object.values(requests).filter(({ phase }) => phase === 'placed');
    const held = placed.map(({ instance }) => instance);
    if (new Set(held).size < held.length) throw new Error('two builds are on one instance');
    for (const { id, instance = '', fence } of placed) {
      const { lease } = instances[instance] ?? {};
      if (lease?.request !== id || lease.fence !== fence) throw new Error(`${id} holds ${instance} without its lease`);
    }
    for (const { name, ceiling, schedules } of Object.values(this.pools)) {
      const alive = this.ec2.alive().filter(({ tags }) => tags['codeyard:pool'] === name);
      const most = Math.max(
        ceiling,
        ...schedules.map((schedule) => schedule.ceiling ?? 0),
        this.formerCeilings[name] ?? 0,
      );
      if (alive.length > most) throw new Error(`pool ${name} has ${alive.length} instances, more than ${most}`);
    }
  }

  /** Ceilings that were higher once. */
  readonly formerCeilings: Record<string, number> = {};
}

import type { Effect } from './effect.ts';
import { TAGS } from './observed.ts';
import type { PlanContext } from './plan-context.ts';
import type { Pool } from './pool.ts';
import type { BuildRequest, InstancePhase, Ledger, PoolInstance, PoolLaunch, PoolState } from './pool-state.ts';
import type { Usage } from './usage.ts';
import { closeBuildUsage, closeInstanceUsage } from './usage.ts';
import { isStale, versionOf } from './version.ts';

const HELD = `held by its tag ${TAGS.keep}`;

/** A state that a plan is working on. What is put differs from what was there only where something changed. */
export class Draft {
  readonly instances: Map<string, PoolInstance>;
  readonly launches: Map<string, PoolLaunch>;
  readonly requests: Map<string, BuildRequest>;
  ledger: Ledger;
  readonly usages: Usage[] = [];
  readonly effects: Effect[] = [];
  readonly context: PlanContext;
  /** EC2's limit on launches is why somebody waits. */
  isRateLimited = false;
  private chances = 0;

  constructor(state: PoolState, context: PlanContext) {
    this.instances = new Map(Object.entries(state.instances));
    this.launches = new Map(Object.entries(state.launches));
    this.requests = new Map(Object.entries(state.requests));
    this.ledger = state.ledger;
    this.context = context;
  }

  get now(): number {
    return this.context.now;
  }

  toState(): PoolState {
    return {
      instances: Object.fromEntries(this.instances),
      launches: Object.fromEntries(this.launches),
      requests: Object.fromEntries(this.requests),
      ledger: this.ledger,
    };
  }

  /** From 0 to 1, another one each time, the same for the same seed. */
  chance(): number {
    this.chances += 1;
    let hash = 2_166_136_261;
    for (const letter of `${this.context.seed}${this.chances}`) {
      hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
    }
    return (hash >>> 0) / 2 ** 32;
  }

  /** The definition of a pool: by its name, or the own one of a request. */
  pool(name: string): Pool | undefined {
    return Object.hasOwn(this.context.pools, name) ? this.context.pools[name] : this.ownPools().get(name);
  }

  private readonly versions = new Map<Pool, string>();

  versionOf(pool: Pool): string {
    const known = this.versions.get(pool) ?? versionOf(pool);
    this.versions.set(pool, known);
    return known;
  }

  /** Whether its pool would launch something else today. */
  isStale(instance: PoolInstance): boolean {
    const pool = this.pool(instance.pool);
    return pool !== undefined && isStale(instance, pool, this.versionOf(pool));
  }

  private own: Map<string, Pool> | undefined;

  private ownPools(): Map<string, Pool> {
    if (this.own) return this.own;
    const wanted = [...this.requests.values()].filter(({ phase }) => phase === 'waiting' || phase === 'placed');
    this.own = new Map(wanted.flatMap(({ pool, ownPool }) => (ownPool ? [[pool, ownPool] as const] : [])));
    return this.own;
  }

  put(instance: PoolInstance): PoolInstance {
    this.instances.set(instance.key, instance);
    return instance;
  }

  /** Takes it out of use for as long as its tag says so. */
  hold(instance: PoolInstance): PoolInstance {
    return this.move(instance, 'kept', { reason: HELD });
  }

  /** The instance in another phase, with what belonged to the last one gone. */
  move(instance: PoolInstance, phase: InstancePhase, more: Partial<PoolInstance> = {}): PoolInstance {
    const {
      cleaning: _cleaning,
      notBefore: _notBefore,
      reason: _reason,
      unreachedSince: _unreached,
      ...rest
    } = instance;
    return this.put({ ...rest, phase, phaseSince: this.now, tries: 0, ...more });
  }

  /** Decides that an instance ends; what held it is told of by who ends its lease. */
  end(instance: PoolInstance, reason: string, more: Partial<PoolInstance> = {}): PoolInstance {
    if (instance.phase === 'terminating' || instance.phase === 'gone') return instance;
    // What was never launched has no id and is nowhere to be ended: its launch's answer decides.
    if (instance.instanceId === undefined) return instance;
    if (instance.isHeld) return instance.phase === 'kept' ? instance : this.hold(instance);
    return this.move(instance, 'terminating', { reason, isDown: false, ...more });
  }

  /** EC2 bills it no more. */
  endBilling(instance: PoolInstance): PoolInstance {
    if (instance.billedSince === undefined) return instance;
    this.usages.push(closeInstanceUsage(instance, instance.billedSince, this.now));
    const { billedSince: _billed, ...rest } = instance;
    return this.put({ ...rest, stretches: instance.stretches + 1 });
  }

  /** Ends a lease, whoever ended it; its request is the caller's business. */
  endLease(instance: PoolInstance): PoolInstance {
    const { lease, ...rest } = instance;
    if (!lease) return instance;
    this.usages.push(closeBuildUsage(instance, lease, this.now));
    return this.put({ ...rest, uses: instance.uses + 1 });
  }

  /** The request that an instance's lease is for, while it is. */
  holder({ key, lease }: PoolInstance): BuildRequest | undefined {
    const request = lease && this.requests.get(lease.request);
    const holds = request?.phase === 'placed' && request.fence === lease?.fence && request.instance === key;
    return holds && request.attempt === lease?.attempt ? request : undefined;
  }

  /** Makes a request's phase one that its flow must be told of. */
  report(request: BuildRequest, phase: 'placed' | 'interrupted' | 'failed', more: Partial<BuildRequest>): void {
    const ended = phase === 'placed' ? {} : { endedAt: this.now };
    const { tellAt: _tellAt, ...rest } = request;
    this.requests.set(request.id, { ...rest, phase, isTold: false, ...ended, ...more });
  }

  /** Tells the one that holds an instance that it has lost it. */
  interrupt(instance: PoolInstance, reason: string): PoolInstance {
    const request = this.holder(instance);
    if (request) this.report(request, 'interrupted', { reason });
    return this.endLease(instance);
  }
}

import { capacityAt } from '@codeyard/engine/instance-pools/capacity';
import type { BuildRequest, InstancePhase, PoolInstance, PoolState } from '@codeyard/engine/instance-pools/pool-state';
import type { InstanceReport, PoolReport, PoolsReport } from '@codeyard/engine/instance-pools/pools-report';
import { isStale, versionOf } from '@codeyard/engine/instance-pools/version';
import type { Definitions } from './read-definitions.ts';

const OWN_POOL = /^build:/;
const VERSION_BREAKER = /^version:(.+):([^:]*)$/;
const QUOTA_BREAKER = /^quota:(.+)$/;

interface Reported {
  readonly installation: string;
  readonly definitions: Definitions;
  readonly state: PoolState;
  readonly now: number;
}

/** How pools and instances are, for people: nothing is asked of EC2, and nothing is changed. */
export function reportPools({ installation, definitions, state, now }: Reported): PoolsReport {
  const instances = Object.values(state.instances).filter(({ phase }) => phase !== 'gone');
  const requests = Object.values(state.requests).filter(({ phase }) => phase === 'waiting' || phase === 'placed');
  const names = new Set([
    ...[...Object.keys(definitions.pools), ...Object.keys(definitions.problems)],
    ...[...instances, ...requests].map(({ pool }) => pool),
  ]);
  const own = new Map(requests.flatMap(({ pool, ownPool }) => (ownPool ? [[pool, ownPool] as const] : [])));
  const definitionOf = (name: string) =>
    Object.hasOwn(definitions.pools, name) ? definitions.pools[name] : own.get(name);
  const reportOf = (name: string): PoolReport => {
    const definition = definitionOf(name);
    return {
      ...{ name, kind: kindOf(name, definitions), problems: definitions.problems[name] ?? [] },
      ...(definition ? { definition, version: versionOf(definition), ...capacityAt(definition, now) } : {}),
      phases: countPhases(instances.filter(({ pool }) => pool === name)),
      waiting: waitingOf(requests.filter(({ pool, phase }) => pool === name && phase === 'waiting')),
      breakers: breakersOf(state, name),
    };
  };
  return {
    ...{ at: now, installation, pools: [...names].sort().map(reportOf) },
    instances: instances
      .sort((one, other) => (one.pool === other.pool ? one.bornAt - other.bornAt : one.pool < other.pool ? -1 : 1))
      .map((instance) => reportInstance(instance, definitionOf(instance.pool))),
    quotas: Object.entries(state.ledger.breakers).flatMap(([key, breaker]) => {
      const [, quota] = QUOTA_BREAKER.exec(key) ?? [];
      return quota === undefined ? [] : [{ quota, ...breaker }];
    }),
    coolings: Object.entries(state.ledger.coolings).flatMap(([offer, cooling]) =>
      cooling.until > now ? [{ offer, ...cooling }] : [],
    ),
  };
}

function kindOf(name: string, { pools, problems }: Definitions): PoolReport['kind'] {
  if (Object.hasOwn(pools, name)) return 'defined';
  if (Object.hasOwn(problems, name)) return 'unusable';
  return OWN_POOL.test(name) ? 'own' : 'removed';
}

function countPhases(instances: readonly PoolInstance[]): PoolReport['phases'] {
  const phases: Partial<Record<InstancePhase, number>> = {};
  for (const { phase } of instances) phases[phase] = (phases[phase] ?? 0) + 1;
  return phases;
}

const waitingOf = (requests: readonly BuildRequest[]): PoolReport['waiting'] =>
  requests
    .map(({ id: build, attempt, askedAt: since, reason }) => ({ build, attempt, since, ...(reason ? { reason } : {}) }))
    .sort((one, other) => one.since - other.since);

function breakersOf({ ledger }: PoolState, name: string): PoolReport['breakers'] {
  return Object.entries(ledger.breakers).flatMap(([key, breaker]) => {
    const [, pool, version = ''] = VERSION_BREAKER.exec(key) ?? [];
    return pool === name ? [{ version, ...breaker }] : [];
  });
}

function reportInstance(instance: PoolInstance, definition: PoolReport['definition']): InstanceReport {
  const { key, instanceId, pool, phase, phaseSince, lease, uses, bornAt, type, subnet, lifecycle, version } = instance;
  return {
    ...{ key, pool, phase, phaseSince, uses, bornAt, type, subnet, lifecycle, version },
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(lease ? { build: lease.request } : {}),
    isStale: definition !== undefined && isStale(instance, definition),
    ...(instance.reason === undefined ? {} : { reason: instance.reason }),
  };
}

import type { InstancePhase } from '@codeyard/engine/instance-pools/pool-state';
import type { PoolReport, PoolsReport } from '@codeyard/engine/instance-pools/pools-report';
import { formatAge } from '../terminal/format-age.ts';
import { type Cell, formatTable } from '../terminal/format-table.ts';
import type { Screen } from '../terminal/screen.ts';

type Painter = Pick<Screen, 'paint'>;

const READY: readonly InstancePhase[] = ['idle'];
const BUSY: readonly InstancePhase[] = ['leased'];
const COMING: readonly InstancePhase[] = ['launching', 'booting', 'starting', 'cleaning'];
const PARKED: readonly InstancePhase[] = ['stopping', 'stopped'];
const COUNTS = [READY, BUSY, COMING, PARKED] as const;

const number = (heading: string) => ({ heading, isNumber: true }) as const;
const COLUMNS = [
  ...['POOL', 'STRATEGY', 'FLOOR–CEILING'],
  ...['READY', 'BUSY', 'COMING', 'STOPPED', 'WAITING'].map(number),
  'STATE',
];

/** All pools, a line each, and below what keeps them from what they ought to be. */
export function poolLines(screen: Painter, report: PoolsReport, flags: string): string[] {
  const pools = report.pools.filter(({ kind }) => kind !== 'own');
  const own = ownPools(report.pools);
  if (pools.length === 0 && !own) {
    return [
      'There are no pools yet: builds run on instances of their own.',
      `Write a pool's JSON as docs/build-environments.md has it, then: codeyard pools put NAME --file pool.json${flags}`,
    ];
  }
  const rows = [...pools, ...(own ? [own] : [])].map((pool) => rowOf(pool, report.at));
  return [...formatTable(screen, COLUMNS, rows), ...troubles(screen, report)];
}

/** The instances that builds have to themselves, as one line. */
function ownPools(pools: readonly PoolReport[]): PoolReport | undefined {
  const own = pools.filter(({ kind }) => kind === 'own');
  if (own.length === 0) return undefined;
  const phases: Partial<Record<InstancePhase, number>> = {};
  for (const pool of own) {
    for (const [phase, count] of Object.entries(pool.phases) as [InstancePhase, number][])
      phases[phase] = (phases[phase] ?? 0) + count;
  }
  const waiting = own.flatMap((pool) => pool.waiting);
  return { name: '(own)', kind: 'own', problems: [], phases, waiting, breakers: own.flatMap((pool) => pool.breakers) };
}

function rowOf(pool: PoolReport, now: number): Cell[] {
  const { name, definition, floor, ceiling, phases, waiting } = pool;
  const counts = COUNTS.map((group) => group.reduce((sum, phase) => sum + (phases[phase] ?? 0), 0));
  const bounds = floor === undefined ? '–' : `${floor}–${ceiling}`;
  return [name, definition?.strategy ?? '–', bounds, ...counts.map(String), String(waiting.length), stateOf(pool, now)];
}

function stateOf(pool: PoolReport, now: number): Cell {
  const { kind, definition, breakers, phases, problems } = pool;
  if (kind === 'unusable') return { text: `unusable: ${problems[0] ?? ''}`, colour: 'red' };
  if (kind === 'removed') return { text: 'no longer defined: it ends', colour: 'yellow' };
  const open = breakers.find(({ openUntil = 0 }) => openUntil > now);
  if (open) return { text: `launches nothing: ${open.code}`, colour: 'red' };
  if (definition?.drains) return { text: 'drains', colour: 'yellow' };
  if (phases.kept) return { text: `${phases.kept} kept by a tag`, colour: 'yellow' };
  if (kind === 'own') return { text: 'instances of single builds', colour: 'dim' };
  return { text: 'ok', colour: 'green' };
}

/** Everything that somebody ought to know, each a line. */
export function troubles(screen: Painter, { pools, quotas, coolings, at }: PoolsReport): string[] {
  const lines = [
    ...pools.flatMap(({ name, problems }) => problems.map((problem) => screen.paint('red', `${name}: ${problem}`))),
    ...pools.flatMap(({ name, breakers }) =>
      breakers.map(({ failures, code, message, openUntil = 0 }) => {
        const until = openUntil > at ? `; nothing is launched for ${formatAge(openUntil - at)}` : '';
        return screen.paint('red', `${name}: failed ${failures} times: ${code}: ${message}${until}`);
      }),
    ),
    ...quotas.map(({ quota, code, message, openUntil = 0 }) => {
      const until = openUntil > at ? `; tried again in ${formatAge(openUntil - at)}` : '';
      return screen.paint('yellow', `quota of ${quota.replaceAll(':', ' ')}: ${code}: ${message}${until}`);
    }),
    ...coolings.map(({ offer, until }) => {
      const [lifecycle, type, subnet] = offer.split('/');
      const where = subnet ? ` in ${subnet}` : '';
      return screen.paint(
        'yellow',
        `no capacity for ${lifecycle} ${type}${where}; tried again in ${formatAge(until - at)}`,
      );
    }),
    ...pools.flatMap(({ name, waiting }) =>
      waiting.map(
        ({ build, since, reason = 'an instance is on its way' }) =>
          `${build} waits for ${formatAge(at - since)} for ${name.startsWith('build:') ? 'its instance' : name}: ${reason}`,
      ),
    ),
  ];
  return lines.length > 0 ? ['', ...lines] : [];
}

import type { InstanceReport, PoolsReport } from '@codeyard/engine/instance-pools/pools-report';
import { formatAge } from '../terminal/format-age.ts';
import { type Cell, formatTable } from '../terminal/format-table.ts';
import type { Colour, Screen } from '../terminal/screen.ts';

const COLUMNS = [
  ...['INSTANCE', 'POOL', 'PHASE', 'FOR', 'BUILD'],
  ...[{ heading: 'USES', isNumber: true } as const, { heading: 'AGE', isNumber: true } as const],
  ...['VERSION', 'TYPE', 'LIFECYCLE'],
];

const COLOURS: Partial<Record<InstanceReport['phase'], Colour>> = {
  ...{ idle: 'green', leased: 'cyan', kept: 'yellow', orphaned: 'yellow', terminating: 'dim' },
};

/** All instances that there are, a line each. */
export function instanceLines(
  screen: Pick<Screen, 'paint'>,
  { instances, at }: Pick<PoolsReport, 'instances' | 'at'>,
): string[] {
  if (instances.length === 0)
    return ['There are no instances now: they are launched when a build asks for one, or a pool has a floor.'];
  const table = formatTable(
    screen,
    COLUMNS,
    instances.map((instance) => rowOf(instance, at)),
  );
  const notes = instances.flatMap(({ instanceId, key, reason }) =>
    reason === undefined ? [] : [`${instanceId ?? key}: ${reason}`],
  );
  const stale = instances.filter(({ isStale }) => isStale).length;
  const old = stale > 0 ? [`${stale} of an older version (*): they are replaced when they are free.`] : [];
  return [...table, ...(notes.length + old.length > 0 ? ['', ...notes, ...old] : [])];
}

function rowOf(instance: InstanceReport, now: number): Cell[] {
  const { instanceId = '(none yet)', pool, phase, phaseSince, build = '–', uses, bornAt, version, isStale } = instance;
  const colour = COLOURS[phase];
  return [
    ...[instanceId, pool.startsWith('build:') ? '(own)' : pool],
    colour ? { text: phase, colour } : phase,
    ...[formatAge(now - phaseSince), build, String(uses), formatAge(now - bornAt)],
    ...[`${version.slice(0, 8)}${isStale ? '*' : ''}`, instance.type, instance.lifecycle],
  ];
}

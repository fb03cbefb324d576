import type { PoolReport, PoolsReport } from '@codeyard/engine/instance-pools/pools-report';
import type { Screen } from '../terminal/screen.ts';
import { instanceLines } from './instance-lines.ts';
import { poolLines } from './list-lines.ts';

/** What a report says of one pool. */
export const onlyPool = (report: PoolsReport, pool: PoolReport): PoolsReport => ({
  ...report,
  pools: [pool],
  instances: report.instances.filter((instance) => instance.pool === pool.name),
});

/** One pool: its definition, defaults included, its state, its instances. */
export function poolDetails(screen: Pick<Screen, 'paint'>, report: PoolsReport, pool: PoolReport): string[] {
  const only = onlyPool(report, pool);
  const { definition, version = '' } = pool;
  const keys = Object.entries(definition ?? {}).filter(([key]) => key !== 'name');
  const width = Math.max(0, ...keys.map(([key]) => key.length));
  const values = keys.map(([key, value]) => `  ${screen.paint('dim', key.padEnd(width))}  ${describeValue(value)}`);
  return [
    ...poolLines(screen, only, ''),
    '',
    ...(definition ? [`${screen.paint('bold', 'Definition')} (version ${version.slice(0, 8)})`, ...values, ''] : []),
    screen.paint('bold', 'Instances'),
    ...instanceLines(screen, only),
  ];
}

function describeValue(value: unknown): string {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.join(', ') || '–';
  if (Array.isArray(value)) return JSON.stringify(value);
  return String(value).split('\n').join('\\n');
}

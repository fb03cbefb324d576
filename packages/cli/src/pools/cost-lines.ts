import type { CostStatement } from '@codeyard/engine/instance-pools/cost-statement';
import { formatAge } from '../terminal/format-age.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { Screen } from '../terminal/screen.ts';

const number = (heading: string) => ({ heading, isNumber: true }) as const;
const POOL_COLUMNS = [
  'POOL',
  ...['INSTANCES', 'BUILDS', 'BILLED', 'BUSY', 'ON-DEMAND', 'SPOT', 'COST', 'IDLE'].map(number),
];
const BUILD_COLUMNS = ['BUILD', 'POOL', ...['ATTEMPTS', 'TIME', 'COST'].map(number)];

/** What pools and builds cost; `most` builds are listed. */
export function costLines(screen: Pick<Screen, 'paint'>, report: CostStatement, most: number): string[] {
  const { pools, builds, omittedBuilds, currency, source, date, unpriced, spotAtOnDemand, from, until } = report;
  if (pools.length === 0)
    return [`Nothing was used in the last ${formatAge(until - from)}. Look further back with --since, for example 4w.`];
  const money = (amount: number) => (amount === 0 ? '–' : `${amount.toFixed(amount < 1 ? 4 : 2)} ${currency}`);
  const poolRows = pools.map((pool) => {
    const busy = pool.billedMs === 0 ? 0 : Math.min(1, pool.busyMs / pool.billedMs);
    return [
      ...[pool.pool, String(pool.instances), String(pool.builds), formatAge(pool.billedMs)],
      ...[
        `${Math.round(busy * 100)} %`,
        money(pool.onDemand),
        money(pool.spot),
        money(pool.cost),
        money(pool.idleCost),
      ],
    ];
  });
  const buildRows = builds
    .slice(0, most)
    .map(({ build, pool, attempts, busyMs, cost }) => [
      ...[build, pool, String(attempts), formatAge(busyMs), money(cost)],
    ]);
  const left = builds.slice(most);
  const leftCount = left.length + omittedBuilds.count;
  const leftCost = left.reduce((sum, { cost }) => sum + cost, omittedBuilds.cost);
  return [
    ...formatTable(screen, POOL_COLUMNS, poolRows),
    `${money(pools.reduce((sum, { cost }) => sum + cost, 0))} in ${formatAge(until - from)}`,
    ...(buildRows.length > 0 ? ['', ...formatTable(screen, BUILD_COLUMNS, buildRows)] : []),
    ...(leftCount > 0 ? [`and ${leftCount} other builds for ${money(leftCost)}`] : []),
    '',
    screen.paint(
      'dim',
      `Prices: ${source}${date === '' ? '' : `, ${date}`}. Instances only: no volumes, addresses, traffic or taxes.`,
    ),
    ...warn(screen, unpriced, 'No price is known for', 'what they did counts as nothing'),
    ...warn(
      screen,
      spotAtOnDemand,
      'No spot price is known for',
      'they count at their on-demand price, and less was paid',
    ),
  ];
}

const warn = (screen: Pick<Screen, 'paint'>, types: readonly string[], what: string, so: string): string[] =>
  types.length > 0
    ? [screen.paint('yellow', `${what} ${types.join(', ')}: ${so}. Give prices: docs/build-environments.md`)]
    : [];

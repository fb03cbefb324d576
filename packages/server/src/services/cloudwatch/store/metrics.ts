import { createHash } from 'node:crypto';
import type { Db } from '../../../database/database.ts';
import type { MetricId, Point } from '../rules/alarm.ts';

interface Tables {
  cloudwatch_metrics: {
    id: string;
    namespace: string;
    name: string;
    dimensions: string;
    unit: string;
    updated_at: number;
  };
  cloudwatch_points: { metric: string; at: number; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const sorted = (dimensions: MetricId['dimensions']) =>
  JSON.stringify(Object.fromEntries(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))));

export const metricKey = ({ namespace, name, dimensions }: MetricId): string =>
  createHash('sha256')
    .update(JSON.stringify([namespace, name, sorted(dimensions)]))
    .digest('hex');

/** Adds to what was measured within a second, in milliseconds since the epoch. */
export async function addPoint(
  tx: Db,
  metric: MetricId,
  { point, at, unit, now }: { point: Point; at: number; unit: string; now: number },
): Promise<void> {
  const id = metricKey(metric);
  const row = {
    id,
    namespace: metric.namespace,
    name: metric.name,
    dimensions: sorted(metric.dimensions),
    unit,
    updated_at: now,
  };
  const query = tables(tx).insertInto('cloudwatch_metrics').values(row);
  await query.onConflict((conflict) => conflict.column('id').doUpdateSet({ unit, updated_at: now })).execute();
  const known = tables(tx)
    .selectFrom('cloudwatch_points')
    .select('document')
    .where('metric', '=', id)
    .where('at', '=', at);
  const found = await (tx.dialect === 'postgres' ? known.forUpdate() : known).executeTakeFirst();
  const document = JSON.stringify(found ? merge(JSON.parse(found.document) as Point, point) : point);
  const insert = tables(tx).insertInto('cloudwatch_points').values({ metric: id, at, document });
  await insert.onConflict((conflict) => conflict.columns(['metric', 'at']).doUpdateSet({ document })).execute();
}

const merge = (a: Point, b: Point): Point => ({
  count: a.count + b.count,
  sum: a.sum + b.sum,
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
});

/** What was measured from a time to before another, by second. */
export async function listPoints(
  db: Db,
  metric: MetricId,
  from: number,
  to: number,
): Promise<(Point & { at: number })[]> {
  const query = tables(db)
    .selectFrom('cloudwatch_points')
    .select(['at', 'document'])
    .where('metric', '=', metricKey(metric));
  const rows = await query.where('at', '>=', from).where('at', '<', to).orderBy('at').execute();
  return rows.map(({ at, document }) => ({ at, ...(JSON.parse(document) as Point) }));
}

export async function listMetricRows(db: Db): Promise<MetricId[]> {
  const rows = await tables(db)
    .selectFrom('cloudwatch_metrics')
    .selectAll()
    .orderBy('namespace')
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(({ namespace, name, dimensions }) => ({
    ...{ namespace, name, dimensions: JSON.parse(dimensions) as Record<string, string> },
  }));
}

/** Forgets what was measured before a time. */
export async function deletePointsBefore(tx: Db, time: number): Promise<void> {
  await tables(tx).deleteFrom('cloudwatch_points').where('at', '<', time).execute();
}

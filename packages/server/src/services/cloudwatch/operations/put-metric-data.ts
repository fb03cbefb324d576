import type { MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type Checked, operation } from '../../../gateway/operation.ts';
import { notHere, validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { Point } from '../rules/alarm.ts';
import { addPoint } from '../store/metrics.ts';

const DAY_MS = 86_400_000;
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * 3_600_000;

export const putMetricData = operation<PutMetricDataCommand, Parts>(
  'PutMetricData',
  async (input, { clock, database }) => {
    if (input.EntityMetricData) throw notHere('EntityMetricData');
    const now = clock.now();
    const data = (input.MetricData ?? []).map((datum) => ({ datum, at: timeOf(datum, now), points: pointsOf(datum) }));
    await database.transaction(async (tx) => {
      for (const { datum, at, points } of data) {
        const dimensions = Object.fromEntries((datum.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
        const metric = { namespace: input.Namespace, name: datum.MetricName, dimensions };
        for (const point of points) await addPoint(tx, metric, { point, at, unit: datum.Unit ?? 'None', now });
      }
    });
  },
);

function timeOf({ Timestamp }: Checked<MetricDatum>, now: number): number {
  const time = Timestamp?.getTime() ?? now;
  if (time < now - OLDEST_MS || time > now + NEWEST_MS) {
    throw validation(
      'The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks and the next two hours.',
    );
  }
  return Math.floor(time / 1000) * 1000;
}

function pointsOf({ Value, Values, Counts, StatisticValues }: Checked<MetricDatum>): Point[] {
  if (StatisticValues) {
    const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = StatisticValues;
    return [{ count, sum, min, max }];
  }
  const values = Values ?? (Value === undefined ? [] : [Value]);
  if (values.length === 0) throw validation('One of Value, Values and StatisticValues must be given');
  if (Counts && Counts.length !== values.length) throw validation('Counts must be as long as Values');
  if (values.some((value) => !Number.isFinite(value))) throw validation('A value is not a number');
  return values.map((value, at) => {
    const count = Counts?.[at] ?? 1;
    return { count, sum: value * count, min: value, max: value };
  });
}

import type { Datapoint, GetMetricStatisticsCommand, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { invalidCombination, notHere } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { statisticOf } from '../rules/evaluate-alarm.ts';
import { listPoints } from '../store/metrics.ts';

const MOST_DATAPOINTS = 1_440;

export const getMetricStatistics = operation<GetMetricStatisticsCommand, Parts>(
  'GetMetricStatistics',
  async (input, { database }) => {
    if (input.ExtendedStatistics) throw notHere('An extended statistic');
    const [start, end, length] = [input.StartTime.getTime(), input.EndTime.getTime(), input.Period * 1000];
    if (start >= end) throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
    if ((end - start) / length > MOST_DATAPOINTS) {
      throw invalidCombination(
        `You have requested up to ${Math.ceil((end - start) / length)} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}.`,
      );
    }
    const dimensions = Object.fromEntries((input.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
    const points = await listPoints(
      database,
      { namespace: input.Namespace, name: input.MetricName, dimensions },
      start,
      end,
    );
    const Datapoints: Datapoint[] = [];
    for (let from = start; from < end; from += length) {
      const within = points.filter(({ at }) => at >= from && at < from + length);
      if (within.length === 0) continue;
      const values = (input.Statistics ?? []).map((name) => [name, statisticOf(within, name)] as const);
      Datapoints.push({
        Timestamp: new Date(from),
        ...Object.fromEntries(values),
        Unit: (input.Unit ?? 'None') as StandardUnit,
      });
    }
    return { Label: input.MetricName, Datapoints };
  },
);

import type { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../../gateway/operation.ts';
import { dimensionList } from '../describe-alarm.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listMetricRows, metricKey } from '../store/metrics.ts';

const PAGE = 500;

export const listMetrics = operation<ListMetricsCommand, Parts>('ListMetrics', async (input, { database }) => {
  const { Namespace, MetricName, Dimensions = [] } = input;
  const found = (await listMetricRows(database)).filter(
    ({ namespace, name, dimensions }) =>
      (!Namespace || namespace === Namespace) &&
      (!MetricName || name === MetricName) &&
      Dimensions.every(({ Name, Value }) => dimensions[Name] !== undefined && (!Value || dimensions[Name] === Value)),
  );
  const page = listPage(found, { token: input.NextToken, limit: PAGE }, { listing: 'ListMetrics', keyOf: metricKey });
  return {
    Metrics: page.rows.map(({ namespace, name, dimensions }) => ({
      ...{ Namespace: namespace, MetricName: name, Dimensions: dimensionList(dimensions) },
    })),
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
});

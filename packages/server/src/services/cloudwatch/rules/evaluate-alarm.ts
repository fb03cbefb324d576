import type { Alarm, AlarmState, Point, Statistic } from './alarm.ts';

export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
}

const COMPARISONS: Readonly<Record<string, { test: (value: number, threshold: number) => boolean; words: string }>> = {
  GreaterThanThreshold: { test: (value, threshold) => value > threshold, words: 'greater than' },
  GreaterThanOrEqualToThreshold: { test: (value, threshold) => value >= threshold, words: 'greater than or equal to' },
  LessThanThreshold: { test: (value, threshold) => value < threshold, words: 'less than' },
  LessThanOrEqualToThreshold: { test: (value, threshold) => value <= threshold, words: 'less than or equal to' },
};

export const isComparison = (text: string): boolean => Object.hasOwn(COMPARISONS, text);

/** One statistic of what was measured; undefined when nothing was. */
export function statisticOf(points: readonly Point[], statistic: Statistic): number | undefined {
  const count = points.reduce((sum, point) => sum + point.count, 0);
  if (count === 0) return undefined;
  const sum = points.reduce((total, point) => total + point.sum, 0);
  switch (statistic) {
    case 'SampleCount':
      return count;
    case 'Average':
      return sum / count;
    case 'Sum':
      return sum;
    case 'Minimum':
      return Math.min(...points.map(({ min }) => min));
    case 'Maximum':
      return Math.max(...points.map(({ max }) => max));
  }
}

/** What an alarm is to be, by the values of its last periods, oldest first; undefined where a period has none. */
export function evaluateAlarm(alarm: Alarm, values: readonly (number | undefined)[]): Verdict {
  const { threshold, comparison, missing, state, reason } = alarm;
  const datapointsToAlarm = alarm.datapointsToAlarm ?? alarm.evaluationPeriods;
  const compare = COMPARISONS[comparison];
  const there = values.filter((value) => value !== undefined);
  if (!compare) return { state, reason };
  if (there.length === 0 && missing === 'ignore') return { state, reason };
  if (there.length === 0 && missing === 'missing') {
    return { state: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${values.length} datapoints were unknown.` };
  }
  const breaches = (value: number | undefined) =>
    value === undefined ? missing === 'breaching' : compare.test(value, threshold);
  const considered = missing === 'breaching' || missing === 'notBreaching' ? values : there;
  const count = considered.filter(breaches).length;
  const isAlarm = count >= Math.min(datapointsToAlarm, considered.length);
  const shown = there.map((value) => String(Number(value.toFixed(6)))).join(', ');
  const number = isAlarm ? count : considered.length - count;
  const unknown =
    there.length < values.length ? ` (${values.length - there.length} of ${values.length} periods had no data)` : '';
  const plural = number === 1 ? 'datapoint' : 'datapoints';
  return {
    state: isAlarm ? 'ALARM' : 'OK',
    reason: `Threshold Crossed: ${number} ${plural} [${shown}] ${number === 1 ? 'was' : 'were'} ${isAlarm ? '' : 'not '}${compare.words} the threshold (${threshold})${unknown}.`,
  };
}

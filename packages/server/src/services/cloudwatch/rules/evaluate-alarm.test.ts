import { describe, expect, it } from 'vitest';
import type { Alarm } from './alarm.ts';
import { evaluateAlarm, statisticOf } from './evaluate-alarm.ts';

const alarm = (rest: Partial<Alarm> = {}) =>
  ({
    ...{
      threshold: 5,
      comparison: 'GreaterThanThreshold',
      evaluationPeriods: 3,
      missing: 'missing',
    },
    ...{ state: 'OK', reason: 'before' },
    ...rest,
  }) as Alarm;
const none = undefined;

describe('an alarm', () => {
  it.each<[(number | undefined)[], Partial<Alarm>, string]>([
    [[6, 7, 8], {}, 'ALARM'],
    [[6, 5, 8], {}, 'OK'],
    [[6, 5, 8], { datapointsToAlarm: 2 }, 'ALARM'],
    [[none, none, none], {}, 'INSUFFICIENT_DATA'],
    [[none, none, none], { missing: 'breaching' }, 'ALARM'],
    [[none, none, none], { missing: 'notBreaching' }, 'OK'],
    [[none, none, none], { missing: 'ignore', state: 'ALARM' }, 'ALARM'],
    [[none, 6, 7], {}, 'ALARM'],
    [[none, 6, 7], { missing: 'notBreaching' }, 'OK'],
    [[none, none, 5], { comparison: 'LessThanOrEqualToThreshold' }, 'ALARM'],
    [[5], { comparison: 'GreaterThanOrEqualToThreshold', datapointsToAlarm: 1 }, 'ALARM'],
    [[5], { comparison: 'LessThanThreshold', datapointsToAlarm: 1 }, 'OK'],
  ])('of %j with %j is %s', (values, rest, state) => {
    expect(evaluateAlarm(alarm(rest), values).state).toBe(state);
  });

  it('says why', () => {
    expect(evaluateAlarm(alarm({ datapointsToAlarm: 1 }), [6]).reason).toBe(
      'Threshold Crossed: 1 datapoint [6] was greater than the threshold (5).',
    );
  });

  it('looks at a statistic', () => {
    const points = [
      { count: 2, sum: 6, min: 1, max: 5 },
      { count: 1, sum: 9, min: 9, max: 9 },
    ];
    const values = (['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const).map((name) =>
      statisticOf(points, name),
    );
    expect(values).toEqual([3, 5, 15, 1, 9]);
    expect(statisticOf([], 'Sum')).toBeUndefined();
  });
});

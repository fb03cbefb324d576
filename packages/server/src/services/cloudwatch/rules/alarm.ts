export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type Statistic = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';

/** Names one series of numbers. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What was measured within one second. */
export interface Point {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export interface Alarm extends MetricId {
  readonly alarm: string;
  readonly description?: string;
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly noDataActions: readonly string[];
  readonly statistic: Statistic;
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  /** As many as are looked at, when nothing is said. */
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparison: string;
  readonly missing: 'missing' | 'notBreaching' | 'breaching' | 'ignore';
  readonly unit?: string;
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData?: string;
  /** Milliseconds since the epoch. */
  readonly stateSince: number;
  readonly changedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

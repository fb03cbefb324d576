import type { Target } from '@aws-sdk/client-scheduler';

export interface Group {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A schedule as it is kept. Times are milliseconds since the epoch. */
export interface Schedule {
  readonly group: string;
  readonly name: string;
  readonly expression: string;
  readonly zone: string;
  readonly startsAt?: number;
  readonly endsAt?: number;
  /** An invocation may be so much later than its time. */
  readonly windowMinutes: number;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description?: string;
  readonly keyArn?: string;
  readonly afterCompletion: 'NONE' | 'DELETE';
  /** As it was given. */
  readonly target: Target;
  readonly createdAt: number;
  readonly changedAt: number;
  /** The time that is waited for; undefined when there is none. */
  readonly dueAt?: number;
}

import type { Text } from './entry.ts';

/** One try at the work of a state. */
export interface Attempt {
  readonly startedAt: number;
  endedAt?: number;
  readonly resource?: string;
  readonly input?: Text;
  /** Of a task that was handed over and goes on elsewhere. */
  submitted?: Text;
  output?: Text;
  error?: string;
  cause?: string;
}

/**
 * How it stands with a visit: `retrying` waits for its next attempt, `caught` failed but was followed by its catcher,
 * `stopped` was ended by the end of what it was part of.
 */
export type VisitStatus = 'running' | 'retrying' | 'succeeded' | 'caught' | 'failed' | 'stopped';

/** One stay of an execution at a state. */
export interface Visit {
  readonly number: number;
  readonly state: string;
  readonly type: string;
  /** The Parallel or Map that it is within. */
  readonly parent?: Visit;
  /** Of the Map. */
  readonly iteration?: number;
  readonly enteredAt: number;
  readonly input?: Text;
  endedAt?: number;
  output?: Text;
  status: VisitStatus;
  error?: string;
  cause?: string;
  readonly attempts: Attempt[];
  /** Of a Map: how many items it has. */
  items?: number;
  /** The event that ended it without it being left. */
  closedBy?: number;
}

export const isOpen = ({ status }: Visit): boolean => status === 'running' || status === 'retrying';

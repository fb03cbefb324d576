import { UNPROVEN } from './unproven.ts';

export type JobStatus = 'Queued' | 'Dispatched' | 'InProgress' | 'TimedOut' | 'Succeeded' | 'Failed';

/** The type of jobs that functions are invoked with: nobody polls for them. */
export const FUNCTION_JOB = 'AWS/Invoke/Lambda/1';

/** Work of one action that a worker outside of the server does. */
export interface Job {
  readonly id: string;
  /** Owner and key of the action type, such as `Custom/Build/Mine/1`. */
  readonly type: string;
  /** The action execution it belongs to. */
  readonly actionId: string;
  /** Rises with every job. */
  readonly number: number;
  readonly status: JobStatus;
  /** The value of the type's queryable property. */
  readonly query?: string;
  /** How often it was handed out: the nonce of the newest time. */
  readonly nonce: number;
  /** When a poll may hand it out again, in milliseconds since the epoch. */
  readonly visibleAt: number;
  /** What the job before it asked to be told. */
  readonly continuation?: string;
  /** Fingerprint of the result that ended it. */
  readonly result?: string;
}

export const dispatch = (job: Job, now: number, visibleAgainMs: number = UNPROVEN.jobVisibilityMs): Job => ({
  ...job,
  status: 'Dispatched',
  nonce: job.nonce + 1,
  visibleAt: now + visibleAgainMs,
});

/** The job in the worker's hands, or why it is not: only the newest nonce counts, and only once. */
export function acknowledge(job: Job, nonce: string): Job | 'invalid nonce' {
  return job.status === 'Dispatched' && nonce === String(job.nonce)
    ? { ...job, status: 'InProgress' }
    : 'invalid nonce';
}

/**
 * What becomes of a job's result: one is taken from a job that was acknowledged; the same one again, and any of an action
 * that was abandoned meanwhile, are accepted without effect.
 */
export function judgeResult(job: Job, result: string, action: string | undefined): 'take' | 'accept' | 'refuse' {
  if (job.status === 'InProgress' && action === 'InProgress') return 'take';
  if (job.result === result) return 'accept';
  return action === 'Abandoned' && job.nonce > 0 && job.result === undefined ? 'accept' : 'refuse';
}

export const LARGEST_OUTPUT_VARIABLES = 122_880;

export const bytesOf = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);

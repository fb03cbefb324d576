const DEFAULT_ATTEMPTS = 185;
const DEFAULT_AGE_SECONDS = 86_400;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 480_000;

export interface DeliveryHistory {
  /** Tries so far. */
  readonly attempts: number;
  /** When the event came, in milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly now: number;
}

/** When to try again, in milliseconds since the epoch; undefined when the target's policy says to give up. */
export function nextAttempt(
  policy: { readonly retryAttempts?: number; readonly maxAgeSeconds?: number },
  { attempts, receivedAt, now }: DeliveryHistory,
): number | undefined {
  if (attempts > (policy.retryAttempts ?? DEFAULT_ATTEMPTS)) return undefined;
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1));
  const at = now + delayMs;
  return at > receivedAt + (policy.maxAgeSeconds ?? DEFAULT_AGE_SECONDS) * 1_000 ? undefined : at;
}

const TRANSIENT = /Throttl|TooManyRequests|LimitExceeded|Concurrent|ServiceUnavailable|InternalFailure|InternalError/;

/** Whether an error of a call may go away by itself: everything but what the called service refused for good. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if (TRANSIENT.test(error.name)) return true;
  const { status, $metadata, $fault } = error as {
    status?: number;
    $metadata?: { httpStatusCode?: number };
    $fault?: string;
  };
  const code = status ?? $metadata?.httpStatusCode;
  if (code !== undefined) return code >= 500 && code !== 501;
  return $fault !== 'client';
}

/** How often and when a message that an endpoint did not take is sent again. */
export interface RetryPolicy {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly numMaxDelayRetries: number;
  readonly backoffFunction: 'linear' | 'arithmetic' | 'geometric' | 'exponential';
}

/** AWS's policy for endpoints without one. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  backoffFunction: 'linear',
};

const LONGEST_DELAY_SECONDS = 3600;
const MOST_RETRIES = 100;
const BACKOFFS = ['linear', 'arithmetic', 'geometric', 'exponential'];

/** What is wrong with the retry policy in a `DeliveryPolicy` attribute, in AWS's words without their beginning. */
export function findDeliveryPolicyProblem(text: string): string | undefined {
  const document = parse(text);
  if (!document) return 'DeliveryPolicy: failed to parse JSON';
  const given = retryMembers(document);
  const policy = { ...DEFAULT_RETRY_POLICY, ...given } as RetryPolicy;
  const { minDelayTarget: min, maxDelayTarget: max, numRetries } = policy;
  const counts = [policy.numNoDelayRetries, policy.numMinDelayRetries, policy.numMaxDelayRetries];
  if (![min, max, numRetries, ...counts].every((number) => Number.isInteger(number) && number >= 0)) {
    return 'DeliveryPolicy: retry policy values must be whole numbers';
  }
  if (min < 1 || max > LONGEST_DELAY_SECONDS)
    return `DeliveryPolicy: delay targets must be 1 to ${LONGEST_DELAY_SECONDS}`;
  if (max < min) return 'DeliveryPolicy: maxDelayTarget must be greater than or equal to minDelayTarget';
  if (numRetries > MOST_RETRIES) return `DeliveryPolicy: numRetries must be less than or equal to ${MOST_RETRIES}`;
  if (counts.reduce((sum, count) => sum + count, 0) > numRetries) {
    return 'DeliveryPolicy: numRetries must be greater than or equal to the total of the retries of its phases';
  }
  return BACKOFFS.includes(policy.backoffFunction) ? undefined : 'DeliveryPolicy: backoffFunction';
}

/** What holds for a subscription: its own policy, else its topic's, else AWS's. */
export function effectiveRetryPolicy(ofSubscription: string | undefined, ofTopic: string | undefined): RetryPolicy {
  const fromTopic = ofTopic === undefined ? undefined : parse(ofTopic);
  const overrides = (fromTopic?.http as Document | undefined)?.disableSubscriptionOverrides !== true;
  const own = overrides && ofSubscription !== undefined ? parse(ofSubscription) : undefined;
  const given = (own && retryMembers(own)) ?? (fromTopic && retryMembers(fromTopic)) ?? {};
  return { ...DEFAULT_RETRY_POLICY, ...given };
}

type Document = Readonly<Record<string, unknown>>;

/** Topics have it under `http.defaultHealthyRetryPolicy`, subscriptions under `healthyRetryPolicy`. */
function retryMembers(document: Document): Partial<RetryPolicy> | undefined {
  const http = document.http as Document | undefined;
  return (document.healthyRetryPolicy ?? http?.defaultHealthyRetryPolicy ?? undefined) as
    | Partial<RetryPolicy>
    | undefined;
}

function parse(text: string): Document | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null && !Array.isArray(document)
      ? (document as Document)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds to wait before each retry: at once, then the shortest delay, then growing, then the longest. */
export function retryDelays(policy: RetryPolicy): number[] {
  const { minDelayTarget: min, maxDelayTarget: max } = policy;
  const phases = policy.numNoDelayRetries + policy.numMinDelayRetries + policy.numMaxDelayRetries;
  const growing = Math.max(policy.numRetries - phases, 0);
  return [
    ...Array<number>(policy.numNoDelayRetries).fill(0),
    ...Array<number>(policy.numMinDelayRetries).fill(min),
    ...Array.from({ length: growing }, (_, index) => grown(policy, (index + 1) / growing)),
    ...Array<number>(policy.numMaxDelayRetries).fill(max),
  ];
}

/** AWS shows its functions as curves only: all of them rise from the shortest to the longest delay, these steeper at the end. */
const EXPONENTS = { linear: 1, arithmetic: 1.5, geometric: 2, exponential: 3 } as const;

function grown({ minDelayTarget: min, maxDelayTarget: max, backoffFunction }: RetryPolicy, progress: number): number {
  return Math.round(min + (max - min) * progress ** EXPONENTS[backoffFunction]);
}

/** A token bucket of launch requests. */
export interface LaunchBucket {
  readonly tokens: number;
  /** When `tokens` were counted; later than now while EC2 throttles us. */
  readonly at: number;
  /** Times in a row that EC2 said we are too fast. */
  readonly throttles: number;
}

export interface LaunchRate {
  readonly launchesPerSecond: number;
  readonly launchBurst: number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** The bucket as it is now; one that was never used is full. */
export function refill(bucket: LaunchBucket, rate: LaunchRate, now: number): LaunchBucket {
  if (now <= bucket.at) return bucket;
  const earned = bucket.at === 0 ? rate.launchBurst : ((now - bucket.at) / 1_000) * rate.launchesPerSecond;
  return { ...bucket, tokens: Math.min(rate.launchBurst, bucket.tokens + earned), at: now };
}

/** The bucket after one launch request; undefined when it must wait. */
export function takeLaunch(bucket: LaunchBucket, now: number): LaunchBucket | undefined {
  if (bucket.at > now || bucket.tokens < 1) return undefined;
  return { ...bucket, tokens: bucket.tokens - 1 };
}

/** When the next launch may be, given a refilled bucket. */
export function nextLaunchAt(bucket: LaunchBucket, rate: LaunchRate): number {
  if (bucket.tokens >= 1) return bucket.at;
  return bucket.at + Math.ceil(((1 - bucket.tokens) / rate.launchesPerSecond) * 1_000);
}

/** EC2 throttled us: empty, and closed for a while that doubles each time; `chance` from 0 to 1 keeps installations of one account apart. */
export function throttle(bucket: LaunchBucket, now: number, chance: number): LaunchBucket {
  const pause = pauseAfter(bucket.throttles, chance, { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS });
  return { tokens: 0, at: Math.max(bucket.at, now + pause), throttles: bucket.throttles + 1 };
}

/** Half of a doubling pause for certain, the other half by chance. */
export function pauseAfter(failures: number, chance: number, bounds: { firstMs: number; longestMs: number }): number {
  const whole = Math.min(bounds.longestMs, bounds.firstMs * 2 ** Math.min(failures, 30));
  return Math.round(whole * (0.5 + chance / 2));
}

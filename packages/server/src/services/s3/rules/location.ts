import { illegalLocation, invalidLocation } from '../errors.ts';

/** The region whose buckets have no location constraint, and a few habits of their own. */
export const OLDEST_REGION = 'us-east-1';

/** Refuses a location constraint that is not this region's. */
export function checkLocation(constraint: string | undefined, region: string): void {
  if (constraint === OLDEST_REGION) throw invalidLocation(constraint);
  const expected = region === OLDEST_REGION ? undefined : region;
  if (constraint !== expected) throw illegalLocation(constraint ?? 'unspecified');
}

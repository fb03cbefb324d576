import { timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing of where the two differ. */
export function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

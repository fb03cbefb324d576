import { createHash } from 'node:crypto';

/** The same text for the same value, whatever the order of its members: SHA-256 in hexadecimal. */
export function fingerprintOf(value: unknown): string {
  const sorted = (_: string, member: unknown) =>
    member && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member;
  return createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex');
}

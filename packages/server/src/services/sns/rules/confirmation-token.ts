import { timingSafeEqual } from 'node:crypto';

const ID_DIGITS = 32;
const SECRET_BYTES = 80;

/** A long hexadecimal text that begins with the subscription's id, so that it can be found, and cannot be guessed. */
export function newConfirmationToken(subscriptionId: string, ids: { bytes(count: number): Buffer }): string {
  return subscriptionId.replaceAll('-', '') + ids.bytes(SECRET_BYTES).toString('hex');
}

/** The subscription's id in a token; undefined when the text is none. */
export function subscriptionOfToken(token: string): string | undefined {
  if (!/^[0-9a-f]+$/.test(token) || token.length !== ID_DIGITS + 2 * SECRET_BYTES) return undefined;
  return token.slice(0, ID_DIGITS).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function isSameToken(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

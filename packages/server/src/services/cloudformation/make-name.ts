import { createHash } from 'node:crypto';
import type { NameLimits } from './resources/resource-type.ts';

const SUFFIX = 12;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Letters and digits that follow from what they stand for, so that every try of a change has the same. */
export const tokenOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** `stack-LogicalId-1A2B3C4D5E6F`, cut to fit as CloudFormation does: the end stays whole. */
export function makeName(
  stack: string,
  logicalId: string,
  { token, longest = 128, isLowerCase = false }: NameLimits & { token: string },
): string {
  const digest = createHash('sha256').update(token).digest();
  const suffix = Array.from(digest.subarray(0, SUFFIX), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const room = longest - SUFFIX - 1;
  const whole = `${stack}-${logicalId}`;
  const half = Math.floor((room - 1) / 2);
  const prefix =
    whole.length <= room
      ? whole
      : `${stack.slice(0, half)}-${logicalId.slice(0, room - 1 - Math.min(half, stack.length))}`;
  const name = `${prefix}-${suffix}`;
  return isLowerCase ? name.toLowerCase() : name;
}

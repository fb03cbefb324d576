import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** The only source of randomness, so a test can make runs repeatable. */
export interface Ids {
  /** A lower-case version 4 UUID. */
  uuid(): string;
  /** `length` characters drawn evenly from `alphabet`. */
  text(length: number, alphabet?: string): string;
  bytes(count: number): Buffer;
}

export const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  text(length, alphabet = ALPHANUMERIC) {
    return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  },
  bytes: (count) => randomBytes(count),
};

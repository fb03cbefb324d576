import { UserError } from '../user-error.ts';

/** For options that are given several times. */
export const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** `NAME=VALUE`, several times. */
export function readPairs(flag: string, given: readonly string[]): Record<string, string> {
  const entries = given.map((pair) => {
    const at = pair.indexOf('=');
    if (at <= 0) throw new UserError(`${flag} ${pair}: write it as NAME=VALUE`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return Object.fromEntries(entries);
}

import type { Parts } from './parts.ts';

/** Where the ZIP file of a function or layer can be downloaded by whoever was given the address. */
export const codeUrl = ({ endpoint, vault }: Pick<Parts, 'endpoint' | 'vault'>, code: string): string =>
  `${endpoint()}/_codeyard/function-code/${Buffer.from(vault.seal(code), 'base64').toString('base64url')}`;

/** What such an address ends with stands for one ZIP file; undefined for anything else. */
export function readCodeToken({ vault }: Pick<Parts, 'vault'>, token: string): string | undefined {
  try {
    return vault.open(Buffer.from(token, 'base64url').toString('base64'));
  } catch {
    return undefined;
  }
}

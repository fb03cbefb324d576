import type { CST } from 'yaml';

/** A buildspec with a batch has about ten. */
export const MOST_LEVELS = 64;

/**
 * Whether a document is nested so deeply that composing it, which recurses, could exhaust the stack. A hostile buildspec
 * of a hundred thousand brackets does not throw: it takes the whole process down.
 */
export function isTooDeep(tokens: readonly CST.Token[]): boolean {
  const open: [token: CST.Token, level: number][] = tokens.map((token) => [token, 1]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, level] = next;
    if (level > MOST_LEVELS) return true;
    if (token.type === 'document') {
      if (token.value) open.push([token.value, level]);
    } else if ('items' in token) {
      for (const { key, value } of token.items) {
        if (key) open.push([key, level + 1]);
        if (value) open.push([value, level + 1]);
      }
    }
  }
  return false;
}

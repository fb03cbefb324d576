import type { OnFailure } from './buildspec.ts';

const DEFAULT_RETRIES = 3;
const MOST_RETRIES = 100;
const DEFAULT_PATTERN = '.*';

/**
 * Reads `ABORT`, `CONTINUE`, `RETRY`, `RETRY-<count>`, `RETRY-<regex>` and `RETRY-<count>-<regex>`; AWS's documentation
 * writes the words in upper and lower case. Digits right after the first dash are the count. Undefined when it is none.
 */
export function parseOnFailure(text: string): OnFailure | undefined {
  const word = text.trim();
  const action = word.toUpperCase();
  if (action === 'ABORT' || action === 'CONTINUE') return { action };
  const retry = /^RETRY(?:-(?<count>\d+)(?=-|$))?(?:-(?<pattern>[\s\S]+))?$/i.exec(word)?.groups;
  if (!retry) return undefined;
  const count = Number(retry.count ?? DEFAULT_RETRIES);
  return count > MOST_RETRIES ? undefined : { action: 'RETRY', count, pattern: retry.pattern ?? DEFAULT_PATTERN };
}

import { RE2JS } from 're2js';

/**
 * A filter's regular expression, which may match anywhere in a text. Matched by an engine whose time grows with the text alone,
 * and which therefore has neither lookaround nor back references.
 */
export function searchPattern(pattern: string): ((text: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch {
    return undefined;
  }
}

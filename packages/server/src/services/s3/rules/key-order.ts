const LAST_CODE_POINT = 0x10ffff;
const BEFORE_SURROGATES = 0xd7ff;
const AFTER_SURROGATES = 0xe000;

/** Order of keys as S3 lists them: by their bytes in UTF-8, which JavaScript's own comparison is not. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The least text greater than every text that begins with `prefix`; undefined when there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    if (point === LAST_CODE_POINT) continue;
    return points.join('') + String.fromCodePoint(point === BEFORE_SURROGATES ? AFTER_SURROGATES : point + 1);
  }
  return undefined;
}

/** What a listing with a delimiter shows instead of the key: everything up to the first delimiter after the prefix. */
export function commonPrefixOf(key: string, { prefix, delimiter }: { prefix: string; delimiter: string }) {
  if (delimiter === '') return undefined;
  const found = key.indexOf(delimiter, prefix.length);
  return found < 0 ? undefined : key.slice(0, found + delimiter.length);
}

/** The conditions of a request on an object, by whichever headers they came. */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: Date | undefined;
  readonly ifUnmodifiedSince?: Date | undefined;
}

export interface Comparable {
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly modifiedAt: number;
}

export type Verdict = 'proceed' | 'not-modified' | { readonly failed: string };

/**
 * Whether a read goes on (RFC 9110 §13.2.2, which S3 follows): an If-Match that holds overrules If-Unmodified-Since,
 * and with an If-None-Match, If-Modified-Since is not looked at.
 */
export function checkRead(conditions: Conditions, object: Comparable): Verdict {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) return { failed: 'If-Match' };
  } else if (ifUnmodifiedSince && object.modifiedAt > ifUnmodifiedSince.getTime()) {
    return { failed: 'If-Unmodified-Since' };
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag) ? 'not-modified' : 'proceed';
  return ifModifiedSince && object.modifiedAt <= ifModifiedSince.getTime() ? 'not-modified' : 'proceed';
}

export type WriteVerdict = 'proceed' | 'no-such-key' | { readonly failed: string };

/** Whether a write over `current` (undefined: nothing there, or a delete marker) goes on. */
export function checkWrite(
  { ifMatch, ifNoneMatch }: Pick<Conditions, 'ifMatch' | 'ifNoneMatch'>,
  current: Comparable | undefined,
): WriteVerdict {
  if (ifNoneMatch !== undefined && current && matches(ifNoneMatch, current.etag)) return { failed: 'If-None-Match' };
  if (ifMatch === undefined) return 'proceed';
  if (!current) return 'no-such-key';
  return matches(ifMatch, current.etag) ? 'proceed' : { failed: 'If-Match' };
}

/** `list` is `*` or etags separated by commas, quoted or not, weak or not. */
function matches(list: string, etag: string): boolean {
  const bare = (text: string) =>
    text
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
  return list.split(',').some((candidate) => bare(candidate) === '*' || bare(candidate) === bare(etag));
}

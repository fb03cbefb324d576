import type { WireShape } from '../schema/wire-model.ts';

/** Members of a REST operation that travel in path, query, headers or status, or are the whole body. */
export function isBoundOutside(shape: WireShape): boolean {
  return (
    shape.httpLabel !== undefined ||
    shape.httpHeader !== undefined ||
    shape.httpQuery !== undefined ||
    shape.httpQueryParams !== undefined ||
    shape.httpPrefixHeaders !== undefined ||
    shape.httpPayload !== undefined ||
    shape.httpResponseCode !== undefined
  );
}

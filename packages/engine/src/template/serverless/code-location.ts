import type { Json } from '../json.ts';
import { renamed } from './expansion.ts';

/** `s3://bucket/key`, or an object with Bucket, Key and perhaps Version, under other names. */
export function objectOf(
  uri: Json | undefined,
  names: Readonly<Record<'Bucket' | 'Key' | 'Version', string>>,
): Json | undefined {
  if (uri !== null && typeof uri === 'object' && !Array.isArray(uri)) return renamed(uri, names);
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(String(uri ?? '')) ?? [];
  return bucket && key ? { [names.Bucket]: bucket, [names.Key]: key } : undefined;
}

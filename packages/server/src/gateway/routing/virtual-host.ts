import type { HttpHead } from '../http-head.ts';

/**
 * The path with the bucket that the host names put in front: `bucket.localhost`, `bucket.s3.localhost` and the like
 * (clients that use virtual hosts reach a loopback server so, since `*.localhost` is the machine itself).
 */
export function pathWithBucket({ rawPath, headers }: HttpHead): string {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!host.endsWith('.localhost')) return rawPath;
  const bucket = host.slice(0, -'.localhost'.length).replace(/(^|\.)s3(\.[a-z0-9-]+)?$/, '');
  return bucket === '' ? rawPath : `/${bucket}${rawPath === '/' ? '' : rawPath}`;
}

/** A path that climbs out of its bucket is no name of anything. */
export function climbsOut(path: string): boolean {
  let depth = 0;
  for (const segment of path.split('/').slice(2)) {
    const name = segment.replace(/%2e/gi, '.');
    if (name === '..') depth -= 1;
    else if (name !== '.' && name !== '') depth += 1;
    if (depth < 0) return true;
  }
  return path.startsWith('/..') || path.startsWith('/./');
}

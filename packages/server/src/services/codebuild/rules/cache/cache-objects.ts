import { createHash } from 'node:crypto';
import type { Definition } from '../definition.ts';

/** Where the objects of a project's S3 cache are. AWS does not document its own layout. [inferred] */
export interface CacheObjects {
  readonly bucket: string;
  /** What a build without a key reads and overwrites. */
  readonly rolling: string;
  /** The object of a key. Undefined when no object can have such a name. */
  keyed(key: string): string | undefined;
  /** What the names of all objects begin with whose keys begin like this one. */
  startingWith(key: string): string;
}

/** What is invalidated together: the caches of a project, or those of all projects that share a namespace. */
export interface CacheScope {
  readonly bucket: string;
  /** All objects of the scope begin with it. */
  readonly base: string;
}

const MOST_NAME_BYTES = 1_024;
const VERSION_LENGTH = 32;
const SUFFIX = '.tar.gz';

/** Undefined when the cache has no location. */
export function scopeOfCache(
  cache: Pick<Definition['cache'], 'location' | 'cacheNamespace'>,
  projectName: string,
): CacheScope | undefined {
  const [bucket = '', ...rest] = (cache.location ?? '').replace(/^arn:aws[a-z-]*:s3:::/, '').split('/');
  if (bucket === '') return undefined;
  const scope = cache.cacheNamespace ? `namespace/${encode(cache.cacheNamespace)}` : `project/${encode(projectName)}`;
  return { bucket, base: [...rest.filter((part) => part !== ''), 'codebuild-cache', scope].join('/') };
}

/** The caches of a project on this machine. No S3 cache has a base without a slash. */
export const localScope = (projectName: string): CacheScope => ({ bucket: 'local', base: projectName });

/** What the objects of one generation begin with: an invalidation begins the next one. */
export const generationBase = ({ base }: CacheScope, generation: number): string => `${base}/${generation}/`;

/**
 * `<prefix>/codebuild-cache/<namespace or project>/<generation>/<version>/<key>.tar.gz`. The version is a hash of the paths as they
 * are written, in any order: caches of different paths never meet.
 */
export function locateCache(
  scope: CacheScope,
  { generation, paths }: { readonly generation: number; readonly paths: readonly string[] },
): CacheObjects {
  const base = generationBase(scope, generation);
  const version = versionOf(paths);
  const startingWith = (key: string) => `${base}${version}/${encode(key)}`;
  return {
    bucket: scope.bucket,
    rolling: `${base}latest${SUFFIX}`,
    keyed(key) {
      const name = `${startingWith(key)}${SUFFIX}`;
      return Buffer.byteLength(name) <= MOST_NAME_BYTES ? name : undefined;
    },
    startingWith,
  };
}

/** The key that an object of `startingWith` was saved under. */
export function keyOf(object: string): string {
  const name = object.slice(object.lastIndexOf('/') + 1);
  return decodeURIComponent(name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name);
}

function versionOf(paths: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([...new Set(paths)].sort()))
    .digest('hex')
    .slice(0, VERSION_LENGTH);
}

/** Character by character, so that what begins alike still does; no slash, and no name that means a folder. */
const encode = (text: string) => encodeURIComponent(Buffer.from(text).toString()).replaceAll('.', '%2E');

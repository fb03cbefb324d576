import { needsShell } from '@codeyard/engine/build-program/compile-expansions';
import type { BuildspecCache } from '@codeyard/engine/buildspec/buildspec';
import type { Definition } from '../definition.ts';

/** What a build does with a cache: the project says where it is, the buildspec what is in it. */
export interface CachePlan {
  readonly type: 'S3' | 'LOCAL';
  readonly paths: readonly string[];
  /** The buildspec names none: `DEFAULT_PATHS` are taken. */
  readonly isDefault: boolean;
  readonly key?: string;
  /** In the order they are tried; none without a key. */
  readonly fallbackKeys: readonly string[];
  readonly restores: boolean;
  readonly saves: boolean;
}

/**
 * What is kept when a project has an S3 cache and its buildspec names no paths, as AWS does "best-effort": the folders into which
 * package managers download. They are safe to bring back under any commit, which folders of installed packages are not. [inferred]
 */
const DEFAULT_PATHS = [
  '~/.npm/_cacache',
  '~/.cache/pip',
  '~/.cache/uv',
  '~/.cache/yarn',
  '~/.cache/go-build',
  '~/.local/share/pnpm/store',
  '~/.m2/repository',
  '~/.gradle/caches',
  '~/.gradle/wrapper',
  '~/.cargo/registry',
  '~/.nuget/packages',
  '~/.composer/cache',
  '~/.bundle/cache',
  '~/go/pkg/mod/cache/download',
];

/** Why nothing is cached is told in the words that follow `Skip cache due to`. */
export function planCache(cache: Definition['cache'], spec: BuildspecCache | undefined): CachePlan | string {
  const isDefault = (spec?.paths ?? []).length === 0;
  if (cache.type !== 'S3' && cache.type !== 'LOCAL')
    return isDefault ? 'no paths specified to be cached' : 'the project has no cache';
  if (cache.type === 'LOCAL') {
    if (isDefault) return 'no paths specified to be cached';
    if (!cache.modes?.includes('LOCAL_CUSTOM_CACHE'))
      return 'LOCAL_CUSTOM_CACHE is not among the modes of the local cache';
  }
  const key = cache.type === 'S3' ? spec?.key : undefined;
  return {
    type: cache.type,
    paths: isDefault ? DEFAULT_PATHS : (spec?.paths ?? []),
    isDefault,
    ...(key === undefined ? {} : { key }),
    fallbackKeys: key === undefined ? [] : (spec?.fallbackKeys ?? []),
    restores: spec?.action !== 'save',
    saves: spec?.action !== 'restore',
  };
}

const KEY = 'cache-key';
const fallbackName = (index: number) => `cache-fallback-${index}`;
const pathName = (index: number) => `cache-path-${index}`;

/** Every text of the plan that the build's shell has to expand, by the name under which its value is found. */
export function cacheExpansions({ key, fallbackKeys, paths }: CachePlan): Record<string, string> {
  const named = [
    ...(key === undefined ? [] : [[KEY, key] as const]),
    ...fallbackKeys.map((text, index) => [fallbackName(index), text] as const),
    ...paths.map((text, index) => [pathName(index), text] as const),
  ];
  return Object.fromEntries(named.filter(([, text]) => needsShell(text)));
}

/** The plan as the shell expanded it; texts that became nothing are left out, `lost` when the key did. */
export function expandedPlan(plan: CachePlan, expansionOf: (name: string) => string | undefined) {
  const { key, ...rest } = plan;
  const expand = (name: string, text: string) => (needsShell(text) ? (expansionOf(name) ?? '') : text).trim();
  const all = (texts: readonly string[], nameOf: (index: number) => string) =>
    texts.map((text, index) => expand(nameOf(index), text)).filter((text) => text !== '');
  const expanded = key === undefined ? undefined : expand(KEY, key);
  return {
    lost: expanded === '',
    plan: {
      ...rest,
      ...(expanded ? { key: expanded } : {}),
      fallbackKeys: all(plan.fallbackKeys, fallbackName),
      paths: all(plan.paths, pathName),
    } satisfies CachePlan,
  };
}

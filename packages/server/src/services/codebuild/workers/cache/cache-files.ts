import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listTreeOnThread, placeTarOnThread, retarOnThread } from '@codeyard/compute/archives/archive-threads';
import { selectedPaths } from '@codeyard/compute/archives/list-tree';
import { extractTreeArchive, writeTreeArchive } from '@codeyard/compute/archives/tree-archive';
import { type CachePlace, fixedPart, placeCachePath } from '../../rules/cache/cache-places.ts';
import type { WrittenCache } from '../../store/runs.ts';
import { onHost } from '../build-folder.ts';
import type { BuildLog } from '../build-log.ts';
import { program } from '../follow-program.ts';
import { buildOrder } from '../provision.ts';
import type { RunningBuild } from '../running-build.ts';
import type { CacheIngredients } from './restore-cache.ts';

/** As much as the largest disk of a build. */
const MOST_BYTES = 128 * 1024 ** 3;

interface CachePaths {
  readonly paths: readonly string[];
  readonly isDefault: boolean;
  readonly given: CacheIngredients;
}

/** Where the paths of a cache lie, without those that cannot be kept. */
export function placesOf(running: RunningBuild, { paths, isDefault, given }: CachePaths): CachePlace[] {
  const { executor, folder } = running;
  const build = {
    sourceFolder: given.plan.sourceFolder,
    homeFolder: executor.homeFolder(folder.work),
    buildRoot: folder.seen,
  };
  return paths.flatMap((path) => {
    const place = placeCachePath(path, build);
    if (place && (place.root !== 'root' || executor.ownFiles)) return [place];
    const reason = place
      ? 'it is a place of the machine itself, which builds share'
      : 'it is no place that builds can keep';
    if (!isDefault) given.log.say(`Skipping invalid cache path ${path}: ${reason}`);
    return [];
  });
}

/** The roots that are folders of this machine. */
export function hostRoots({ executor, folder }: RunningBuild, sourceFolder: string): Record<string, string> {
  const source = onHost(folder, sourceFolder);
  return {
    ...(source === undefined ? {} : { src: source }),
    ...(executor.ownFiles ? {} : { home: executor.homeFolder(folder.work) }),
  };
}

/** Where the others lie in the build's own files, relative to their root. */
export const ownRoots = ({ executor, folder }: RunningBuild) => ({
  home: executor.homeFolder(folder.work).replace(/^\/+/, ''),
  root: '',
});

interface Unpacking {
  readonly archive: string;
  readonly places: readonly CachePlace[];
  readonly given: Pick<CacheIngredients, 'plan' | 'entry'>;
}

/** Puts the files of an archive where the build will find them, but only those that its cache paths select. */
export async function unpackCache(running: RunningBuild, { archive, places, given }: Unpacking) {
  const { executor, folder, halt } = running;
  const roots = hostRoots(running, given.plan.sourceFolder);
  for (const root of Object.values(roots)) await mkdir(root, { recursive: true, mode: 0o700 });
  const order = { roots, allowed: places, mostBytes: MOST_BYTES, signal: halt };
  const { files, skipped, notAllowed } = await extractTreeArchive(archive, order);
  if (skipped === 0 || !executor.ownFiles) return { files, notAllowed };
  const tarFile = join(folder.work, 'cache.tar');
  try {
    const { size } = await stat(archive);
    const entries = await retarOnThread({ archive, size, names: ownRoots(running), allowed: places, tarFile });
    if (entries > 0) await executor.ownFiles.put(buildOrder(running), given.entry, tarFile);
    return { files: files + entries, notAllowed };
  } finally {
    await rm(tarFile, { force: true });
  }
}

interface Packing {
  readonly archive: string;
  readonly cache: WrittenCache;
  readonly log: BuildLog;
}

/** Writes the archive of what the cache paths hold now. Undefined when that is nothing. */
export async function packCache(running: RunningBuild, { archive, cache, log }: Packing) {
  const stage = join(running.folder.work, 'cache-stage');
  const roots = hostRoots(running, program(running).sourceFolder);
  try {
    await fetchOwnFiles(running, cache.places, stage);
    const folders: Record<string, string> = { home: join(stage, 'home'), root: join(stage, 'root'), ...roots };
    const selections = cache.places.map(({ root, pattern }) => ({ root, pattern, folder: folders[root] ?? stage }));
    const { items, refused } = await listTreeOnThread(selections);
    for (const pattern of refused) log.say(`Skipping invalid cache path ${pattern}: it leads through a link`);
    if (!cache.isDefault) sayEmpty(cache.places, items, log);
    const files = items.filter(({ kind }) => kind !== 'folder').length;
    if (files === 0) return undefined;
    log.say('Archiving cache...');
    return { files, ...(await writeTreeArchive(archive, items, running.halt)) };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

function sayEmpty(places: readonly CachePlace[], items: readonly { readonly path: string }[], log: BuildLog): void {
  for (const place of places) {
    const isSelected = selectedPaths([place]);
    if (!items.some(({ path }) => isSelected(path))) log.say(`Skipping invalid cache path ${place.pattern}`);
  }
}

/** Copies what lies in the build's own files out of them. */
async function fetchOwnFiles(running: RunningBuild, places: readonly CachePlace[], stage: string): Promise<void> {
  const { executor, folder, halt } = running;
  await rm(stage, { recursive: true, force: true });
  if (!executor.ownFiles) return;
  const bases: Readonly<Record<string, string>> = ownRoots(running);
  const wanted = new Map(
    places.flatMap(({ root, pattern }) =>
      root === 'src' ? [] : [[`${root}/${fixedPart(pattern)}`, { root, pattern }]],
    ),
  );
  const tarFile = join(folder.work, 'cache.tar');
  await mkdir(stage, { recursive: true, mode: 0o700 });
  try {
    for (const { root, pattern } of wanted.values()) {
      const fixed = fixedPart(pattern);
      const path = join('/', bases[root] ?? '', fixed);
      if (!(await executor.ownFiles.take(buildOrder(running), path, tarFile))) continue;
      halt.throwIfAborted();
      await placeTarOnThread({ tarFile, folder: stage, path: join(root, fixed) });
    }
  } finally {
    await rm(tarFile, { force: true });
  }
}

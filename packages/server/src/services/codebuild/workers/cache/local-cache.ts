import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { listTreeOnThread, retarOnThread } from '@codeyard/compute/archives/archive-threads';
import { writeTreeArchive } from '@codeyard/compute/archives/tree-archive';
import type { Parts } from '../../parts.ts';
import { localScope } from '../../rules/cache/cache-objects.ts';
import { type CachePlace, cachedFolder } from '../../rules/cache/cache-places.ts';
import type { CachePlan } from '../../rules/cache/cache-plan.ts';
import { findCacheGeneration } from '../../store/cache-generations.ts';
import { buildOrder } from '../provision.ts';
import type { RunningBuild } from '../running-build.ts';
import { hostRoots, ownRoots, placesOf } from './cache-files.ts';
import { orSay } from './or-say.ts';
import type { CacheIngredients } from './restore-cache.ts';

/** In the build's root, so that every executor shows it to the build. */
const IN_BUILD = 'local-cache';
/** Beside it, where no build comes: the folder that the cache goes back to. */
const NOTE = 'local-cache-from';

/** Where the local caches of a project are, one generation of them. */
export const localCacheFolder = (parts: Parts, projectName: string, generation: number): string =>
  join(parts.cacheFolder, projectName, String(generation));

/**
 * Links the directories of LOCAL_CUSTOM_CACHE into the build, in the place of what the source has there, as on AWS. While it runs
 * the build has the cache to itself: it is moved into the build's folder, and back when the build is over. Builds of a project that
 * run at once therefore have a cache each, as if they were on hosts of their own.
 */
export async function linkLocalCache(running: RunningBuild, plan: CachePlan, given: CacheIngredients): Promise<void> {
  const { folder } = running;
  const { log } = given;
  const places = placesOf(running, { ...plan, given }).flatMap((place) => {
    const directory = cachedFolder(place);
    if (directory) return [directory];
    log.say(`Unable to initialize cache download: only directories can be cached locally: ${place.pattern}`);
    return [];
  });
  const slot = await takeSlot(running);
  const roots: Readonly<Record<string, string>> = hostRoots(running, given.plan.sourceFolder);
  const own: CachePlace[] = [];
  for (const place of places) {
    const name = nameOf(place);
    await ensureDirectory(join(slot, name));
    const root = roots[place.root];
    const target = join(folder.seen, IN_BUILD, name);
    log.say(`Symlinking: ${place.pattern} => ${target}`);
    if (root === undefined) own.push(place);
    else await orSay(running, log, 'link cache', () => placeLink(root, place.pattern, join(slot, name)));
  }
  if (own.length > 0) await linkOwnFiles(running, own, given.entry);
}

const nameOf = ({ root, pattern }: CachePlace) =>
  createHash('sha256').update(`${root}/${pattern}`).digest('hex').slice(0, 32);

/**
 * Where LOCAL_SOURCE_CACHE keeps a repository. Builds never see it: what they could write there, git would obey on this machine.
 * They get a whole `.git` folder instead of AWS's file that points to one.
 */
export async function sourceMirror({ parts, build }: RunningBuild, remote: string): Promise<string | undefined> {
  const { cache } = build.definition;
  if (cache.type !== 'LOCAL' || !cache.modes?.includes('LOCAL_SOURCE_CACHE')) return undefined;
  const generation = await findCacheGeneration(parts.database, localScope(build.projectName));
  const name = createHash('sha256').update(remote).digest('hex').slice(0, 32);
  return join(localCacheFolder(parts, build.projectName, generation), 'sources', `${name}.git`);
}

/** The newest cache that no other build has, or an empty one; the same again when the step is done over. */
async function takeSlot({ parts, build, folder }: RunningBuild): Promise<string> {
  const slot = join(folder.host, IN_BUILD);
  if (await isDirectory(slot)) return slot;
  const pool = await poolOf(parts, build.projectName);
  await mkdir(pool, { recursive: true, mode: 0o700 });
  await writeFile(join(folder.work, NOTE), pool);
  for (const name of await newestFirst(pool)) {
    try {
      await rename(join(pool, name), slot);
      return slot;
    } catch (error) {
      // Another build was faster.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  await mkdir(slot, { recursive: true, mode: 0o755 });
  return slot;
}

async function poolOf(parts: Parts, projectName: string): Promise<string> {
  const generation = await findCacheGeneration(parts.database, localScope(projectName));
  return join(localCacheFolder(parts, projectName, generation), 'custom');
}

async function newestFirst(pool: string): Promise<string[]> {
  const names = await readdir(pool);
  const slots = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(pool, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  return slots.sort((a, b) => b.at - a.at).map(({ name }) => name);
}

/** Puts the cache back for the next build, when nothing of this one runs any more. Never fails a build. */
export async function keepLocalCache({ parts, build, folder }: RunningBuild): Promise<void> {
  const note = join(folder.work, NOTE);
  const pool = await readFile(note, 'utf8').catch(() => undefined);
  const slot = join(folder.host, IN_BUILD);
  if (pool === undefined || !(await isDirectory(slot))) return;
  try {
    // An invalidated cache goes with the build's folder.
    if (pool !== (await poolOf(parts, build.projectName))) return;
    const now = new Date(parts.clock.now());
    await utimes(slot, now, now);
    await mkdir(pool, { recursive: true, mode: 0o700 });
    await rename(slot, join(pool, build.uuid));
    await rm(note);
    for (const name of (await newestFirst(pool)).slice(parts.concurrentBuilds))
      await rm(join(pool, name), { recursive: true, force: true });
  } catch (error) {
    parts.logger.warn({ build: build.id, error }, 'the local cache of a build could not be kept');
  }
}

/** Not by way of a link: a build may have left anything. */
async function isDirectory(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function ensureDirectory(path: string): Promise<void> {
  if (await isDirectory(path)) return;
  await rm(path, { force: true });
  await mkdir(path, { mode: 0o755 });
}

/** Takes the place of what is there. A source may have links of its own, which are not followed. */
async function placeLink(root: string, path: string, target: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  let folder = root;
  for (const part of path.split('/').slice(0, -1)) {
    folder = join(folder, part);
    if (await isDirectory(folder)) continue;
    if (await lstat(folder).catch(() => undefined))
      throw new Error(`${path} leads through something that is no directory`);
    await mkdir(folder);
  }
  const link = join(root, path);
  await rm(link, { recursive: true, force: true });
  await symlink(relative(dirname(link), target), link);
}

/** The same in the files that only the build has. */
async function linkOwnFiles(running: RunningBuild, places: readonly CachePlace[], entry: string): Promise<void> {
  const { folder, executor } = running;
  const stage = join(folder.work, 'link-stage');
  const [archive, tarFile] = [`${stage}.tar.gz`, `${stage}.tar`];
  try {
    for (const place of places) {
      const link = join(stage, place.root, place.pattern);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(folder.seen, IN_BUILD, nameOf(place)), link);
    }
    // Parents that are links themselves cannot be in the way here: whoever unpacks it is confined to the build's own files.
    const selections = places.map((place) => ({ ...place, folder: join(stage, place.root) }));
    const { items } = await listTreeOnThread(
      selections.map((one) => ({ ...one, pattern: `${dirname(one.pattern)}/*` })),
    );
    const { size } = await writeTreeArchive(archive, items);
    await retarOnThread({ archive, size, names: ownRoots(running), allowed: places, tarFile });
    await executor.ownFiles?.put(buildOrder(running), entry, tarFile);
  } finally {
    for (const path of [stage, archive, tarFile]) await rm(path, { recursive: true, force: true });
  }
}

import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CacheObjects, keyOf, locateCache, scopeOfCache } from '../../rules/cache/cache-objects.ts';
import type { CachePlan } from '../../rules/cache/cache-plan.ts';
import { present } from '../../rules/present.ts';
import { findCacheGeneration } from '../../store/cache-generations.ts';
import type { WrittenCache } from '../../store/runs.ts';
import type { BuildLog } from '../build-log.ts';
import { program } from '../follow-program.ts';
import type { RunningBuild } from '../running-build.ts';
import { packCache, placesOf, unpackCache } from './cache-files.ts';
import { orSay } from './or-say.ts';
import type { CacheIngredients } from './restore-cache.ts';

/** The largest object that one request can put. */
const MOST_ARCHIVE_BYTES = 5 * 1024 ** 3;
/** Every piece waits its turn several times, which takes longer than the reading of it. */
const PIECE_BYTES = 1_048_576;
const ABSENT = ['NoSuchKey', 'NotFound', '404'];

/** A plan as the buildspec has it, from which caches get their names, and as the build's shell expanded it. */
interface Plans {
  readonly written: CachePlan;
  readonly expanded: CachePlan;
}

/** Brings the best cache there is back, if any, and says what is to be saved when the build has succeeded. */
export async function restoreS3Cache(
  running: RunningBuild,
  { written, expanded }: Plans,
  given: CacheIngredients,
): Promise<WrittenCache | undefined> {
  const { build, parts } = running;
  const { log } = given;
  const scope = scopeOfCache(build.definition.cache, build.projectName);
  if (!scope) throw new Error('the project says of no bucket where its cache is');
  const generation = await findCacheGeneration(parts.database, scope);
  const objects = locateCache(scope, { generation, paths: written.paths });
  const { key } = expanded;
  const object = key === undefined ? objects.rolling : objects.keyed(key);
  if (!object) throw new Error(`the key is too long: ${key}`);
  const places = placesOf(running, { paths: expanded.paths, isDefault: expanded.isDefault, given });
  if (places.length === 0) {
    log.say('Skip cache due to: no paths specified to be cached');
    return undefined;
  }
  let found: string | undefined;
  if (expanded.restores) {
    found = await orSay(running, log, 'download cache', async () => {
      const source = { bucket: objects.bucket, candidates: candidatesOf(running, objects, expanded, object) };
      return await restoreFirst(running, source, { places, given });
    });
  }
  if (!expanded.saves) return undefined;
  const isThere = key !== undefined && found === object;
  const { isDefault } = expanded;
  return { scope, generation, object, ...present('key', key), isThere, isDefault, places };
}

/** The object itself, then for every fallback key the newest object whose key begins with it. */
async function* candidatesOf(running: RunningBuild, objects: CacheObjects, plan: CachePlan, object: string) {
  yield object;
  for (const fallback of plan.fallbackKeys) {
    const newest = await findNewest(running, objects.bucket, objects.startingWith(fallback));
    if (newest) yield newest;
  }
}

async function findNewest({ parts }: RunningBuild, bucket: string, prefix: string): Promise<string | undefined> {
  let newest: { key: string; at: number } | undefined;
  let token: string | undefined;
  do {
    const page = await parts.aws.s3.listObjectsV2({
      Bucket: bucket,
      Prefix: prefix,
      ...present('ContinuationToken', token),
    });
    for (const { Key, LastModified } of page.Contents ?? []) {
      const at = LastModified?.getTime() ?? 0;
      if (Key && (!newest || at > newest.at)) newest = { key: Key, at };
    }
    token = page.NextContinuationToken;
  } while (token);
  return newest?.key;
}

interface Source {
  readonly bucket: string;
  readonly candidates: AsyncIterable<string>;
}

/** Answers the object that was restored. */
async function restoreFirst(
  running: RunningBuild,
  { bucket, candidates }: Source,
  { places, given }: { places: WrittenCache['places']; given: CacheIngredients },
): Promise<string | undefined> {
  const { parts, folder } = running;
  const { log } = given;
  const archive = join(folder.work, `cache-${parts.ids.uuid()}.tar.gz`);
  const began = parts.clock.now();
  log.say('Downloading S3 cache...');
  try {
    for await (const object of candidates) {
      if (!(await download(running, { bucket, object, archive }))) continue;
      log.say('Unarchiving cache...');
      const { files, notAllowed } = await unpackCache(running, { archive, places, given });
      for (const path of notAllowed) log.say(`Skipping cache entry: path "${path}" is not within allowed cache paths`);
      const about = { files, bytes: (await stat(archive)).size, ms: parts.clock.now() - began };
      log.say(`Restored cache ${nameOf(object)}${figures(about)}`);
      return object;
    }
  } finally {
    await rm(archive, { force: true });
  }
  log.say('No cache was found');
  return undefined;
}

/** False when there is no such object. */
async function download(
  { parts, halt }: RunningBuild,
  { bucket, object, archive }: { bucket: string; object: string; archive: string },
): Promise<boolean> {
  const answer = await parts.aws.s3.getObject({ Bucket: bucket, Key: object }).catch((error: Error) => {
    if (ABSENT.includes(error.name)) return undefined;
    throw error;
  });
  if (!answer?.Body) return false;
  await pipeline(answer.Body as Readable, createWriteStream(archive, { mode: 0o600 }), { signal: halt });
  return true;
}

/** Keeps what the buildspec's cache paths hold, once the build has succeeded. [inferred] */
export async function saveCache(running: RunningBuild, log: BuildLog): Promise<void> {
  const { cache } = program(running);
  if (!cache) return;
  await orSay(running, log, 'upload cache', async () => {
    const reason = await whyNotSaved(running, cache);
    if (reason) log.say(`Skip cache upload due to: ${reason}`);
    else await saveArchive(running, cache, log);
  });
}

async function whyNotSaved({ build, parts }: RunningBuild, cache: WrittenCache): Promise<string | undefined> {
  if (build.phases.some(({ status }) => status && status !== 'SUCCEEDED')) return 'the build has failed';
  if (cache.isThere) return alreadyThere(cache);
  const generation = await findCacheGeneration(parts.database, cache.scope);
  return generation === cache.generation ? undefined : 'the cache was invalidated while the build ran';
}

const alreadyThere = ({ key }: WrittenCache) =>
  `a cache with the key ${key} exists, and caches with keys are never changed`;

async function saveArchive(running: RunningBuild, cache: WrittenCache, log: BuildLog): Promise<void> {
  const { parts, folder } = running;
  const archive = join(folder.work, `cache-${parts.ids.uuid()}.tar.gz`);
  const began = parts.clock.now();
  try {
    const packed = await packCache(running, { archive, cache, log });
    if (!packed) return log.say('Skip cache upload due to: none of the cache paths hold anything');
    if (packed.size > MOST_ARCHIVE_BYTES)
      return log.say(`Skip cache upload due to: its archive of ${mebibytes(packed.size)} is larger than 5 GiB`);
    log.say('Uploading S3 cache...');
    if (!(await upload(running, cache, archive))) return log.say(`Skip cache upload due to: ${alreadyThere(cache)}`);
    const ms = parts.clock.now() - began;
    log.say(`Saved cache ${nameOf(cache.object)}${figures({ files: packed.files, bytes: packed.size, ms })}`);
  } finally {
    await rm(archive, { force: true });
  }
}

/** False when another build was first to save a cache of the key. */
async function upload({ parts, build }: RunningBuild, cache: WrittenCache, archive: string): Promise<boolean> {
  const { size } = await stat(archive);
  const request = {
    Bucket: cache.scope.bucket,
    Key: cache.object,
    Body: createReadStream(archive, { highWaterMark: PIECE_BYTES }),
    ContentLength: size,
    // The one that zlib computes, and the SDK chooses as well.
    ChecksumAlgorithm: 'CRC32' as const,
    ContentType: 'application/gzip',
    ServerSideEncryption: 'aws:kms' as const,
    SSEKMSKeyId: build.definition.encryptionKey,
    ...(cache.key === undefined ? {} : { IfNoneMatch: '*' }),
  };
  return await parts.aws.s3.putObject(request).then(
    () => true,
    (error: Error) => {
      if (!['PreconditionFailed', 'ConditionalRequestConflict'].includes(error.name)) throw error;
      return false;
    },
  );
}

const nameOf = (object: string) => (object.endsWith('/latest.tar.gz') ? '' : `with the key ${keyOf(object)} `);
const mebibytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
const figures = ({ files, bytes, ms }: { files: number; bytes: number; ms: number }) =>
  `(${files} files, ${mebibytes(bytes)}, ${(ms / 1_000).toFixed(1)} s)`;

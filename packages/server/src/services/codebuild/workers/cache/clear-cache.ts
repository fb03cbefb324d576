import { rm } from 'node:fs/promises';
import type { Db } from '../../../../database/database.ts';
import type { Worker } from '../../../../work-queue/work-queue.ts';
import type { Parts } from '../../parts.ts';
import { type CacheScope, generationBase, localScope, scopeOfCache } from '../../rules/cache/cache-objects.ts';
import type { Definition } from '../../rules/definition.ts';
import { endCacheGeneration } from '../../store/cache-generations.ts';
import { isRefusal } from '../build-failure.ts';
import { localCacheFolder } from './local-cache.ts';

const CLEAR_KIND = 'codebuild.clear-cache';

/** Caches that no build will read any more: of a project on this machine, or in a bucket. */
type Cleared = { readonly generation: number } & ({ readonly project: string } | { readonly scope: CacheScope });

/** From now on builds start without what is in the project's caches; the files themselves go later. */
export async function invalidateCaches(
  tx: Db,
  parts: Parts,
  { name, cache }: { readonly name: string; readonly cache?: Definition['cache'] },
): Promise<void> {
  const local = { project: name, generation: await endCacheGeneration(tx, localScope(name)) };
  await parts.queue.enqueue(tx, { kind: CLEAR_KIND, payload: local satisfies Cleared });
  const scope = cache?.type === 'S3' ? scopeOfCache(cache, name) : undefined;
  if (!scope) return;
  const payload = { scope, generation: await endCacheGeneration(tx, scope) };
  await parts.queue.enqueue(tx, { kind: CLEAR_KIND, payload: payload satisfies Cleared });
}

/** Removes invalidated caches. */
export function clearCacheWorker(parts: Parts): Worker<Cleared> {
  return {
    kind: CLEAR_KIND,
    concurrency: 1,
    async handle(cleared, { signal }) {
      if ('project' in cleared) {
        const folder = localCacheFolder(parts, cleared.project, cleared.generation);
        return await rm(folder, { recursive: true, force: true });
      }
      try {
        await removeObjects(parts, cleared, signal);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        parts.logger.warn({ bucket: cleared.scope.bucket, error }, 'an invalidated cache could not be removed');
      }
    },
  };
}

interface ClearedScope {
  readonly scope: CacheScope;
  readonly generation: number;
}

async function removeObjects({ aws }: Parts, { scope, generation }: ClearedScope, signal: AbortSignal): Promise<void> {
  const [Bucket, Prefix] = [scope.bucket, generationBase(scope, generation)];
  for (;;) {
    signal.throwIfAborted();
    const { Contents = [] } = await aws.s3.listObjectsV2({ Bucket, Prefix });
    const Objects = Contents.flatMap(({ Key }) => (Key ? [{ Key }] : []));
    if (Objects.length === 0) return;
    const { Errors = [] } = await aws.s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } });
    if (Errors.length > 0) throw new Error(`${Errors.length} objects of an invalidated cache could not be removed`);
  }
}

import type { BuildPlan } from '@codeyard/engine/build-program/build-plan';
import { compileExpansions } from '@codeyard/engine/build-program/compile-expansions';
import type { BuildspecCache } from '@codeyard/engine/buildspec/buildspec';
import { type CachePlan, cacheExpansions, expandedPlan, planCache } from '../../rules/cache/cache-plan.ts';
import type { WrittenCache } from '../../store/runs.ts';
import type { BuildLog } from '../build-log.ts';
import { placeFiles } from '../place-files.ts';
import { readExpansion } from '../program-files.ts';
import { buildOrder } from '../provision.ts';
import type { RunningBuild } from '../running-build.ts';
import { linkLocalCache } from './local-cache.ts';
import { orSay } from './or-say.ts';
import { restoreS3Cache } from './s3-cache.ts';

/** The build's program is written, but not begun. */
export interface CacheIngredients {
  readonly cache: BuildspecCache | undefined;
  readonly plan: BuildPlan;
  readonly entry: string;
  readonly log: BuildLog;
}

/** A key that takes longer to expand is none. */
const MOST_EXPANDING_MS = 60_000;

/**
 * Brings back what earlier builds have left in the project's cache, and answers what this one has to keep. Whatever goes wrong is
 * a line of the log: a build can do without its cache.
 */
export async function restoreCache(running: RunningBuild, given: CacheIngredients): Promise<WrittenCache | undefined> {
  const { log } = given;
  const { cache } = running.build.definition;
  if (!given.cache) log.say('Cache is not defined in the buildspec');
  sayDockerLayers(running, log);
  const written = planCache(cache, given.cache);
  if (typeof written === 'string') {
    log.say(`Skip cache due to: ${written}`);
    return undefined;
  }
  return await orSay(running, log, 'initialize cache', async () => {
    const expanded = await expand(running, written, given);
    if (!expanded) return undefined;
    if (!expanded.isDefault) log.say(...expanded.paths.map((path) => `Expanded cache path ${path}`));
    if (expanded.type === 'LOCAL') return void (await linkLocalCache(running, expanded, given));
    return await restoreS3Cache(running, { written, expanded }, given);
  });
}

/** Layers are kept by engines, not by us: the log says whether the one that the build uses outlives it. */
function sayDockerLayers({ build, executor }: RunningBuild, log: BuildLog): void {
  const { cache, environment } = build.definition;
  if (cache.type !== 'LOCAL' || !cache.modes?.includes('LOCAL_DOCKER_LAYER_CACHE')) return;
  if (!environment.privilegedMode) log.say('Skip Docker layer cache due to: it requires privileged mode');
  else if (executor.sharesDockerEngine) log.say('Docker layers are cached by the engine that builds share');
  else log.say('Skip Docker layer cache due to: an engine inside of this build ends with it');
}

/** What the build's own shell makes of keys and paths. Undefined when nothing is left of the key. */
async function expand(
  running: RunningBuild,
  plan: CachePlan,
  { plan: program, log }: CacheIngredients,
): Promise<CachePlan | undefined> {
  const { folder, executor, halt } = running;
  const expansions = cacheExpansions(plan);
  const values = new Map<string, string>();
  if (Object.keys(expansions).length > 0) {
    const { files, entry } = compileExpansions(program, expansions);
    await placeFiles(folder, files);
    await executor.run(buildOrder(running), entry, AbortSignal.any([halt, AbortSignal.timeout(MOST_EXPANDING_MS)]));
    for (const name of Object.keys(expansions)) {
      const value = await readExpansion(folder, name);
      if (value !== undefined) values.set(name, value);
    }
  }
  const { plan: expanded, lost } = expandedPlan(plan, (name) => values.get(name));
  if (!lost) return expanded;
  log.say(`Skip cache due to: the shell made nothing of the key ${plan.key}`);
  return undefined;
}

import type { Parts } from '../parts.ts';
import { closeBuild, endBuild } from './end-build.ts';
import { openJobOf } from './open-job.ts';

/** Puts the outcome that a build has, and closes it; doing it over changes nothing. The outcome of what nobody wants is not put. */
export async function putOutcome(parts: Parts, id: string): Promise<void> {
  const build = await parts.builds.find(id);
  if (!build?.outcome || build.phase === 'ended') return;
  if (build.cancelled !== undefined) await closeBuild(parts, id);
  else await endBuild(parts, build, await openJobOf(parts, build));
}

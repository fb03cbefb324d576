import type { Parts } from '../parts.ts';
import { endBuild } from './end-build.ts';
import { openJobOf } from './open-job.ts';

/** Puts the outcome that a build has, and closes it; doing it over changes nothing. */
export async function putOutcome(parts: Parts, id: string): Promise<void> {
  const build = await parts.builds.find(id);
  if (!build?.outcome || build.phase === 'ended') return;
  await endBuild(parts, build, await openJobOf(parts, build));
}

import type { StopBuildCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { advanceBuild } from '../advance-build.ts';
import { readBuildId } from '../arns.ts';
import { buildNotFound, invalidBuildId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeBuild } from '../rules/describe-build.ts';

/** Decides the build's end at once; its worker notices and ends the processes. A finished build is answered as it is. */
export const stopBuild = operation<StopBuildCommand, Parts>('StopBuild', async (input, parts) => {
  const id = readBuildId(input.id);
  if (!id) throw invalidBuildId();
  const build = await advanceBuild(parts, id, { type: 'stop-requested' });
  if (!build) throw buildNotFound(id);
  return { build: describeBuild(build, parts) };
});

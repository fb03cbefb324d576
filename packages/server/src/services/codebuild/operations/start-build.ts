import type { StartBuildCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readProjectName } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { describeBuild } from '../rules/describe-build.ts';
import { pinSecondaries } from '../rules/pin-secondaries.ts';
import { findBuild } from '../store/builds.ts';
import { initiatorOf, submitBuild } from '../submit-build.ts';

/** `codeyard rerun` names the build whose secondary sources it wants as they were: no member of the API tells what they were. */
const SOURCES_OF = 'x-codeyard-sources-of';

export const startBuild = operation<StartBuildCommand, Parts>('StartBuild', async (input, parts) => {
  const { projectName, idempotencyToken, ...given } = input;
  const sourcesOf = parts.request.headers[SOURCES_OF];
  const earlier = sourcesOf ? await findBuild(parts.database, sourcesOf) : undefined;
  const overrides = earlier ? pinSecondaries(given, earlier) : given;
  const build = await submitBuild(parts, {
    projectName: readProjectName(projectName),
    overrides,
    idempotencyToken,
    initiator: initiatorOf(parts.request.caller),
  });
  return { build: describeBuild(build, parts) };
});

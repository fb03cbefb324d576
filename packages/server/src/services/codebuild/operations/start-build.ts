import type { StartBuildCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readProjectName } from '../arns.ts';
import type { Parts } from '../parts.ts';
import { describeBuild } from '../rules/describe-build.ts';
import { initiatorOf, submitBuild } from '../submit-build.ts';

export const startBuild = operation<StartBuildCommand, Parts>('StartBuild', async (input, parts) => {
  const { projectName, idempotencyToken, ...overrides } = input;
  const build = await submitBuild(parts, {
    projectName: readProjectName(projectName),
    overrides,
    idempotencyToken,
    initiator: initiatorOf(parts.request.caller),
  });
  return { build: describeBuild(build, parts) };
});

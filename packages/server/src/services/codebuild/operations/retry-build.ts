import type { RetryBuildCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readBuildId } from '../arns.ts';
import { buildNotFound, invalidBuildId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeBuild } from '../rules/describe-build.ts';
import { findBuild, findOverrides } from '../store/builds.ts';
import { initiatorOf, submitBuild } from '../submit-build.ts';

/** A new build with the overrides of an earlier one; what the project says is read afresh. */
export const retryBuild = operation<RetryBuildCommand, Parts>('RetryBuild', async (input, parts) => {
  const id = readBuildId(input.id ?? '');
  if (!id) throw invalidBuildId();
  const [earlier, overrides] = [await findBuild(parts.database, id), await findOverrides(parts.database, id)];
  if (!earlier || !overrides) throw buildNotFound(id);
  const build = await submitBuild(parts, {
    projectName: earlier.projectName,
    overrides,
    idempotencyToken: input.idempotencyToken,
    initiator: initiatorOf(parts.request.caller),
    webhook: earlier.webhook,
  });
  return { build: describeBuild(build, parts) };
});

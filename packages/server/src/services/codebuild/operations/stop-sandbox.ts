import type { StopSandboxCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { advanceBuild } from '../advance-build.ts';
import { readSandboxId } from '../arns.ts';
import { invalidSandboxId, sandboxNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeSandbox } from '../rules/sandbox/describe-sandbox.ts';

/** Decides the sandbox's end at once; its worker notices and ends the processes. One that has ended is answered as it is. */
export const stopSandbox = operation<StopSandboxCommand, Parts>('StopSandbox', async (input, parts) => {
  const id = readSandboxId(input.id);
  if (!id) throw invalidSandboxId();
  const sandbox = await advanceBuild(parts, id, { type: 'stop-requested' });
  if (!sandbox) throw sandboxNotFound(input.id);
  return { sandbox: describeSandbox(sandbox, parts) };
});

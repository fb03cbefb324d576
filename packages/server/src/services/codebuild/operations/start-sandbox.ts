import type { StartSandboxCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readProjectName } from '../arns.ts';
import { invalidInput } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeSandbox } from '../rules/sandbox/describe-sandbox.ts';
import { initiatorOf } from '../submit-build.ts';
import { submitSandbox } from '../submit-sandbox.ts';

export const startSandbox = operation<StartSandboxCommand, Parts>('StartSandbox', async (input, parts) => {
  const { projectName, idempotencyToken } = input;
  if (!projectName) throw invalidInput('Project name is required');
  const sandbox = await submitSandbox(parts, {
    projectName: readProjectName(projectName),
    idempotencyToken,
    initiator: initiatorOf(parts.request.caller),
  });
  return { sandbox: describeSandbox(sandbox, parts) };
});

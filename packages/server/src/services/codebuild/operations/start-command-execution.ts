import type { StartCommandExecutionCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readSandboxId } from '../arns.ts';
import { invalidSandboxId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeCommand } from '../rules/sandbox/describe-sandbox.ts';
import { submitCommand } from '../submit-sandbox.ts';

/** The sandbox's commands run one after another, in the order they were submitted. */
export const startCommandExecution = operation<StartCommandExecutionCommand, Parts>(
  'StartCommandExecution',
  async (input, parts) => {
    const id = readSandboxId(input.sandboxId);
    if (!id) throw invalidSandboxId();
    const [command, sandbox] = await submitCommand(parts, id, input.command);
    return { commandExecution: describeCommand(command, sandbox, parts) };
  },
);

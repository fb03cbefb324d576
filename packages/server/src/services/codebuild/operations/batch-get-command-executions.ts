import type { BatchGetCommandExecutionsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readSandboxId } from '../arns.ts';
import { invalidSandboxId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeCommand } from '../rules/sandbox/describe-sandbox.ts';
import { findBuild } from '../store/builds.ts';
import { findCommands } from '../store/commands.ts';

/** The model has no refusal for a sandbox that is not there: its commands are not found. */
export const batchGetCommandExecutions = operation<BatchGetCommandExecutionsCommand, Parts>(
  'BatchGetCommandExecutions',
  async (input, parts) => {
    const sandboxId = readSandboxId(input.sandboxId);
    if (!sandboxId) throw invalidSandboxId();
    const ids = input.commandExecutionIds;
    const sandbox = await findBuild(parts.database, sandboxId);
    const found = sandbox ? await findCommands(parts.database, sandboxId, ids) : [];
    const byId = new Map(found.map((command) => [command.id, command]));
    const known = sandbox ? ids.flatMap((id) => byId.get(id) ?? []) : [];
    return {
      commandExecutions: sandbox ? known.map((command) => describeCommand(command, sandbox, parts)) : [],
      commandExecutionsNotFound: ids.filter((id) => !byId.has(id)),
    };
  },
);

import type { StartSandboxConnectionCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readSandboxId } from '../arns.ts';
import { invalidSandboxId, noSandboxConnection, sandboxNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { sandboxIdOf } from '../rules/sandbox/describe-sandbox.ts';
import { findBuild } from '../store/builds.ts';

/** Always refused: its answer is of use to a client of Session Manager only. */
export const startSandboxConnection = operation<StartSandboxConnectionCommand, Parts>(
  'StartSandboxConnection',
  async (input, parts) => {
    const id = readSandboxId(input.sandboxId);
    if (!id) throw invalidSandboxId();
    const sandbox = await findBuild(parts.database, id);
    if (!sandbox) throw sandboxNotFound(input.sandboxId);
    throw noSandboxConnection(sandboxIdOf(sandbox));
  },
);

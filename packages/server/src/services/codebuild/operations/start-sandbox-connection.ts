import type { StartSandboxConnectionCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { buildArn, readSandboxId } from '../arns.ts';
import { invalidSandboxId, noSandboxSession, noTerminalForBuilds, sandboxNotFound } from '../errors.ts';
import { isOfWork } from '../open-terminal.ts';
import type { Parts } from '../parts.ts';
import { sessionTargetOf } from '../rules/session-target.ts';
import { findBuild } from '../store/builds.ts';

/** A session of Session Manager in the sandbox, for session-manager-plugin. */
export const startSandboxConnection = operation<StartSandboxConnectionCommand, Parts>(
  'StartSandboxConnection',
  async (input, parts) => {
    const { caller } = parts.request;
    const id = readSandboxId(input.sandboxId);
    if (!id) throw invalidSandboxId();
    const sandbox = await findBuild(parts.database, id);
    if (!sandbox) throw sandboxNotFound(input.sandboxId);
    if (isOfWork(caller)) throw noTerminalForBuilds();
    const session = await parts
      .awsAs(caller)
      .ssm.startSession({ Target: sessionTargetOf(sandbox) })
      .catch((error: Error) => {
        if (error.name !== 'TargetNotConnected') throw error;
        throw noSandboxSession(buildArn(parts, sandbox.id), error.message);
      });
    const { SessionId: sessionId, TokenValue: tokenValue, StreamUrl: streamUrl } = session;
    return { ssmSession: { sessionId, tokenValue, streamUrl } };
  },
);

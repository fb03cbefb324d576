import type { ListCommandExecutionsForSandboxCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { readSandboxId } from '../arns.ts';
import { foreignToken, invalidSandboxId, sandboxNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeCommand } from '../rules/sandbox/describe-sandbox.ts';
import { findBuild } from '../store/builds.ts';
import { listCommands } from '../store/commands.ts';

const PAGE_SIZE = 100;

/** The newest first unless asked otherwise, as AWS's example shows. */
export const listCommandExecutionsForSandbox = operation<ListCommandExecutionsForSandboxCommand, Parts>(
  'ListCommandExecutionsForSandbox',
  async (input, parts) => {
    const sandboxId = readSandboxId(input.sandboxId);
    if (!sandboxId) throw invalidSandboxId();
    const sandbox = await findBuild(parts.database, sandboxId);
    if (!sandbox) throw sandboxNotFound(input.sandboxId);
    const { nextToken, maxResults: size = PAGE_SIZE } = input;
    const descending = input.sortOrder !== 'ASCENDING';
    const listing = `ListCommandExecutionsForSandbox ${sandboxId} ${descending}`;
    const after = nextToken ? readPageToken<number>(listing, nextToken) : undefined;
    if (nextToken && after === undefined) throw foreignToken();
    const rows = await listCommands(parts.database, { sandboxId, descending, after, limit: size + 1 });
    const page = cutPage(rows, size, listing, ({ number }) => number);
    return {
      commandExecutions: page.rows.map((command) => describeCommand(command, sandbox, parts)),
      nextToken: page.nextToken,
    };
  },
);

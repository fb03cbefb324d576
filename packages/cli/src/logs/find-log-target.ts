import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { CodeBuild, LogsLocation } from '@aws-sdk/client-codebuild';
import { nameOf } from '../codebuild/name-of.ts';
import { UserError } from '../user-error.ts';

/** What has a log. */
export type LogTarget =
  | { readonly kind: 'build'; readonly id: string; look(): Promise<LoggedBuild> }
  | { readonly kind: 'stream'; readonly groupName: string; readonly streamName: string }
  | { readonly kind: 'group'; readonly groupName: string };

/** A build or a sandbox, as far as its log is concerned. */
export interface LoggedBuild {
  readonly logs: LogsLocation;
  /** Its log is whole. */
  readonly hasEnded: boolean;
}

const BUILD_ID = /^[^:/]+:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface LogClients {
  readonly codebuild: CodeBuild;
  readonly logs: CloudWatchLogs;
}

/** What an id, an ARN, or the name of a group, maybe with a stream after a colon, stands for. */
export async function findLogTarget({ codebuild, logs }: LogClients, given: string): Promise<LogTarget> {
  const id = nameOf(given);
  if (BUILD_ID.test(id)) {
    for (const look of [() => lookAtBuild(codebuild, id), () => lookAtSandbox(codebuild, id)]) {
      if (await look()) return { kind: 'build', id, look: async () => (await look()) ?? { logs: {}, hasEnded: true } };
    }
  }
  const [groupName = '', streamName] = given.split(/:(.*)/s);
  const isThere = await logs
    .describeLogStreams({ logGroupName: groupName, ...(streamName ? { logStreamNamePrefix: streamName } : {}) })
    .catch((error: Error) => {
      if (!['ResourceNotFoundException', 'InvalidParameterException'].includes(error.name)) throw error;
      return undefined;
    });
  if (!isThere) throw new UserError(`there is neither a build nor a log group ${BUILD_ID.test(id) ? id : groupName}`);
  if (!streamName) return { kind: 'group', groupName };
  if (!isThere.logStreams?.some(({ logStreamName }) => logStreamName === streamName))
    throw new UserError(`the log group ${groupName} has no stream ${streamName}`);
  return { kind: 'stream', groupName, streamName };
}

async function lookAtBuild(codebuild: CodeBuild, id: string): Promise<LoggedBuild | undefined> {
  const { builds } = await codebuild.batchGetBuilds({ ids: [id] });
  const build = builds?.[0];
  return build && { logs: build.logs ?? {}, hasEnded: build.buildComplete === true };
}

async function lookAtSandbox(codebuild: CodeBuild, id: string): Promise<LoggedBuild | undefined> {
  const { sandboxes } = await codebuild.batchGetSandboxes({ ids: [id] });
  const sandbox = sandboxes?.[0];
  return sandbox && { logs: sandbox.currentSession?.logs ?? {}, hasEnded: sandbox.endTime !== undefined };
}

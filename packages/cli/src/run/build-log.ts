import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { type Connection, clientSettings } from '../server/connection.ts';

export interface BuildLog {
  /** Hands over what has come since the last call; resolves with the number of lines. */
  read(write: (line: string) => void): Promise<number>;
}

/** Reads a build's log from its beginning, wherever its stream turns out to be. */
export function openBuildLog(connection: Connection, buildId: string): BuildLog {
  const settings = clientSettings(connection);
  const [codebuild, logs] = [new CodeBuild(settings), new CloudWatchLogs(settings)];
  let stream: { logGroupName: string; logStreamName: string } | undefined;
  let nextToken: string | undefined;

  async function findStream() {
    const { builds } = await codebuild.batchGetBuilds({ ids: [buildId] });
    const { groupName, streamName } = builds?.[0]?.logs ?? {};
    return groupName && streamName ? { logGroupName: groupName, logStreamName: streamName } : undefined;
  }

  return {
    async read(write) {
      stream ??= await findStream();
      if (!stream) return 0;
      let lines = 0;
      for (;;) {
        const page = await logs
          .getLogEvents({ ...stream, startFromHead: true, ...(nextToken ? { nextToken } : {}) })
          .catch((error: Error) => {
            if (error.name === 'ResourceNotFoundException') return undefined;
            throw error;
          });
        for (const { message } of page?.events ?? []) write((message ?? '').replace(/\n$/, ''));
        lines += page?.events?.length ?? 0;
        if (!page || page.nextForwardToken === nextToken || page.events?.length === 0) {
          nextToken = page?.nextForwardToken ?? nextToken;
          return lines;
        }
        nextToken = page.nextForwardToken;
      }
    },
  };
}

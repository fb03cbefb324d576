import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { type LogStream, openLogStream } from '../logs/open-log-stream.ts';
import { type Connection, clientSettings } from '../server/connection.ts';

export interface BuildLog {
  /** Hands over what has come since the last call; resolves with the number of lines. */
  read(write: (line: string) => void): Promise<number>;
}

/** Reads a build's log from its beginning, wherever its stream turns out to be. */
export function openBuildLog(connection: Connection, buildId: string): BuildLog {
  const settings = clientSettings(connection);
  const [codebuild, logs] = [new CodeBuild(settings), new CloudWatchLogs(settings)];
  let stream: LogStream | undefined;

  async function findStream() {
    const { builds } = await codebuild.batchGetBuilds({ ids: [buildId] });
    const { groupName, streamName } = builds?.[0]?.logs ?? {};
    return groupName && streamName ? openLogStream(logs, { groupName, streamName }) : undefined;
  }

  return {
    async read(write) {
      stream ??= await findStream();
      if (!stream) return 0;
      let lines = 0;
      for await (const { message } of stream.read()) {
        write(message.replace(/\n$/, ''));
        lines += 1;
      }
      return lines;
    },
  };
}
